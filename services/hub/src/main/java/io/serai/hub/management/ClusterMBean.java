package io.serai.hub.management;

import io.serai.hub.runtime.ClusterMember;
import io.serai.store.ClusterStatus;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;

/** The cluster in JMX. */
@ManagedResource(objectName = "io.serai:type=Cluster", description = "The cluster as this node sees it.")
public final class ClusterMBean {

    private final ClusterMember member;

    ClusterMBean(ClusterMember member) {
        this.member = member;
    }

    @ManagedAttribute(description = "Names of the nodes, the oldest first, separated by commas.")
    public String getNodes() {
        return cluster(
                status -> status.nodes().stream().map(ClusterStatus.Node::name).collect(Collectors.joining(",")), "");
    }

    @ManagedAttribute(description = "Partitions with fewer copies alive than serai.store.redundant-copies says.")
    public int getLowRedundancy() {
        return cluster(ClusterStatus::lowRedundancy, 0);
    }

    @ManagedAttribute(
            description = "The weight that may be lost at once: a node weighs 10, the oldest 15, a witness 8.")
    public int getQuorumMargin() {
        return cluster(ClusterStatus::quorumMargin, 0);
    }

    @ManagedAttribute(description = "Whether the other nodes go on whichever one is lost.")
    public boolean isSurvivesAnyNode() {
        return cluster(ClusterStatus::survivesAnyNode, false);
    }

    @ManagedAttribute(description = "Partitions that this node owns: writes and delivers.")
    public int getOwnedPartitions() {
        return cluster(ClusterStatus::ownedPartitions, 0);
    }

    @ManagedAttribute(description = "Nodes that an opening store waits for, one a line: host, folder, disk store ids.")
    public String getWaitsFor() {
        return cluster(status -> lines(status.waitsFor()), "");
    }

    @ManagedAttribute(description = "Nodes that are away while the store is open, as WaitsFor names them.")
    public String getMissing() {
        return cluster(status -> lines(status.missing()), "");
    }

    @ManagedAttribute(
            description = "Revoked nodes, one a line: host, folder, how far the partitions go that came up without"
                    + " their newest copy.")
    public String getRevoked() {
        return cluster(
                status -> status.revoked().stream()
                        .map(node -> node.host() + " " + node.folder() + " " + node.partitions())
                        .collect(Collectors.joining("\n")),
                "");
    }

    private static String lines(List<ClusterStatus.AwayNode> nodes) {
        return nodes.stream()
                .map(node -> node.host() + " " + node.folder() + " " + String.join(" ", node.ids()))
                .collect(Collectors.joining("\n"));
    }

    @ManagedOperation(description = "Gives up a disk store that is away: what only it holds is lost.")
    @ManagedOperationParameter(name = "id", description = "Id of the disk store, as WaitsFor or Missing tell it.")
    public void revoke(String id) {
        member.revoke().store(id);
    }

    @ManagedOperation(description = "Gives up all disk stores of a node that is away: what only they hold is lost.")
    @ManagedOperationParameter(name = "host", description = "Host of the node, as WaitsFor or Missing tell it.")
    @ManagedOperationParameter(name = "folder", description = "Folder of the node, as WaitsFor or Missing tell it.")
    public void revokeNode(String host, String folder) {
        member.revoke().node(host, folder);
    }

    private <T> T cluster(Function<ClusterStatus, T> value, T without) {
        return member.cluster().map(value).orElse(without);
    }
}
