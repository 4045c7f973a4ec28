package io.serai.hub.management;

import io.serai.hub.runtime.HubRuntime;
import io.serai.store.ClusterStatus;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;

/** The cluster in JMX. */
@ManagedResource(objectName = "io.serai:type=Cluster", description = "The cluster as this node sees it.")
public final class ClusterMBean {

    private final HubRuntime runtime;

    ClusterMBean(HubRuntime runtime) {
        this.runtime = runtime;
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
            description = "The weight that may be lost at once: a node weighs 10, the oldest 15, a locator 3.")
    public int getQuorumMargin() {
        return cluster(ClusterStatus::quorumMargin, 0);
    }

    @ManagedAttribute(description = "Whether the other nodes go on whichever one is lost.")
    public boolean isSurvivesAnyNode() {
        return cluster(ClusterStatus::survivesAnyNode, false);
    }

    @ManagedAttribute(description = "Disk stores that an opening store waits for, one a line: id, host, folder.")
    public String getWaitsFor() {
        return cluster(
                status -> status.waitsFor().stream()
                        .map(missing -> missing.id() + " " + missing.host() + " " + missing.folder())
                        .collect(Collectors.joining("\n")),
                "");
    }

    @ManagedOperation(description = "Gives up a disk store that is waited for: what only it holds is lost.")
    @ManagedOperationParameter(name = "id", description = "Id of the disk store, as WaitsFor tells it.")
    public void revoke(String id) {
        runtime.revoke(id);
    }

    private <T> T cluster(Function<ClusterStatus, T> value, T without) {
        return runtime.cluster().map(value).orElse(without);
    }
}
