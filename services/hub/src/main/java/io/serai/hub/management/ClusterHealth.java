package io.serai.hub.management;

import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.HubRuntime;
import io.serai.store.ClusterStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * A warning while the cluster holds fewer copies than it should, or would not bear the loss of a node. A node alone, with
 * no locators to look for, is what it should be.
 */
final class ClusterHealth extends AbstractHealthIndicator {

    private final HubRuntime runtime;
    private final boolean clustered;

    ClusterHealth(HubRuntime runtime, SeraiProperties properties) {
        this.runtime = runtime;
        this.clustered = !properties.cluster().locators().isEmpty();
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Optional<ClusterStatus> cluster = clustered ? runtime.cluster() : Optional.empty();
        if (cluster.isEmpty()) {
            health.up();
            return;
        }
        ClusterStatus status = cluster.get();
        List<String> warnings = warnings(status);
        health.withDetail(
                        "nodes",
                        status.nodes().stream().map(ClusterStatus.Node::name).toList())
                .withDetail("ownedPartitions", status.ownedPartitions())
                .withDetail("lowRedundancy", status.lowRedundancy())
                .withDetail("quorumMargin", status.quorumMargin());
        if (!warnings.isEmpty()) {
            health.withDetail("warnings", warnings);
        }
        health.status(warnings.isEmpty() ? Status.UP : Warning.STATUS);
    }

    private static List<String> warnings(ClusterStatus status) {
        List<String> warnings = new ArrayList<>();
        for (ClusterStatus.MissingStore missing : status.waitsFor()) {
            warnings.add("waits for the newest copies, in " + missing.folder() + " of " + missing.host()
                    + ": start that node, or, if its disk is lost for good, revoke " + missing.id());
        }
        if (status.lowRedundancy() > 0) {
            warnings.add(
                    status.lowRedundancy() + " partitions have fewer copies than serai.store.redundant-copies says;"
                            + " start the nodes that are missing");
        }
        if (!status.survivesAnyNode()) {
            warnings.add("with " + status.nodes().size() + " nodes the loss of one ends the others: who is the majority"
                    + " cannot be known; run three");
        }
        return warnings;
    }
}
