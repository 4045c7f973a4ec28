package io.serai.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as this node sees it; it can be asked for while the store still opens.
 *
 * @param nodes the oldest first
 * @param ownedPartitions that this node writes
 * @param copies partitions of which this node holds a copy, its own included
 * @param lowRedundancy partitions with fewer copies alive than {@code serai.store.redundant-copies} says
 * @param waitsFor nodes that hold newer copies than any node that is there, while the store opens: it is open when they
 *     are back, or revoked
 * @param missing nodes that hold copies and are away, once the store is open
 * @param revoked nodes that were revoked since this one was started, and what that cost, once the store is open
 */
public record ClusterStatus(
        List<Node> nodes,
        int ownedPartitions,
        int copies,
        int lowRedundancy,
        List<AwayNode> waitsFor,
        List<AwayNode> missing,
        List<Revoked> revoked) {

    public ClusterStatus {
        nodes = List.copyOf(nodes);
        waitsFor = List.copyOf(waitsFor);
        missing = List.copyOf(missing);
        revoked = List.copyOf(revoked);
    }

    /** Of which all are there. */
    public ClusterStatus(List<Node> nodes, int ownedPartitions, int copies, int lowRedundancy) {
        this(nodes, ownedPartitions, copies, lowRedundancy, List.of(), List.of(), List.of());
    }

    /**
     * The weight that may be lost at once: those who lose half of all weight, or more, cannot know whether they are the
     * rest of the cluster or cut off from it, and end.
     */
    public int quorumMargin() {
        return (nodes.stream().mapToInt(Node::weight).sum() - 1) / 2;
    }

    /** Whether the others go on whichever node is lost. */
    public boolean survivesAnyNode() {
        return nodes.stream().allMatch(node -> node.weight() <= quorumMargin());
    }

    /**
     * A member of the cluster.
     *
     * @param id of this very process: a node that was started anew has another
     * @param joined grows with every change of the cluster: who has the smaller one is older
     * @param weight in the question of who are the majority
     * @param self whether it is this node
     */
    public record Node(String name, String id, int joined, Role role, int weight, boolean self) {}

    /** What a member does. */
    public enum Role {
        HUB,
        LOCATOR
    }

    /**
     * A node that is away, known by what it has on disk.
     *
     * @param folder its data folder; of a disk store that is elsewhere, that one's own
     * @param ids of its disk stores: what they are revoked by, one by one
     */
    public record AwayNode(String host, String folder, List<String> ids) {

        public AwayNode {
            ids = List.copyOf(ids);
        }

        @Override
        public String toString() {
            return folder + " on " + host;
        }
    }

    /**
     * A node that was revoked.
     *
     * @param partitions that waited for its copies and came up without them; where there are none nothing was lost
     * @param control whether the control table did, too: subscriptions, jobs and rejected input may be older
     */
    public record Revoked(String host, String folder, List<Cut> partitions, boolean control) {

        public Revoked {
            partitions = List.copyOf(partitions);
        }

        public boolean nothingLost() {
            return partitions.isEmpty() && !control;
        }
    }

    /**
     * How far a partition goes that came up without its newest copy. What was published to it later is to be published
     * again; its subscriptions may get events again.
     *
     * @param last the newest event it has; empty where it has none
     * @param recorded when that one was recorded
     */
    public record Cut(int partition, Optional<Position> last, Optional<Instant> recorded) {

        @Override
        public String toString() {
            return "partition " + partition
                    + last.map(position -> " up to " + position).orElse(" without any event")
                    + recorded.map(time -> " of " + time).orElse("");
        }
    }
}
