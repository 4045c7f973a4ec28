package io.serai.store;

import java.util.List;

/**
 * The cluster as this node sees it; it can be asked for while the store still opens.
 *
 * @param nodes the oldest first
 * @param ownedPartitions that this node writes
 * @param copies partitions of which this node holds a copy, its own included
 * @param lowRedundancy partitions with fewer copies alive than {@code serai.store.redundant-copies} says
 * @param waitsFor disk stores elsewhere that hold newer copies than any node that is there: the store opens when they
 *     are back, or revoked
 */
public record ClusterStatus(
        List<Node> nodes, int ownedPartitions, int copies, int lowRedundancy, List<MissingStore> waitsFor) {

    public ClusterStatus {
        nodes = List.copyOf(nodes);
        waitsFor = List.copyOf(waitsFor);
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
     * A disk store that is waited for.
     *
     * @param id what it is revoked by
     */
    public record MissingStore(String id, String host, String folder) {}
}
