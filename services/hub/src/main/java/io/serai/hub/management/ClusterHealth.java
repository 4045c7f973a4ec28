package io.serai.hub.management;

import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.ClusterMember;
import io.serai.store.ClusterStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * A warning while nodes are away, the cluster holds fewer copies than it should, or would not bear the loss of a node. A
 * node alone, with no locators to look for, is what it should be.
 */
final class ClusterHealth extends AbstractHealthIndicator {

    private final ClusterMember member;
    private final boolean clustered;
    private final Duration recoveryDelay;

    ClusterHealth(ClusterMember member, SeraiProperties properties) {
        this.member = member;
        this.clustered = !properties.cluster().locators().isEmpty();
        this.recoveryDelay = properties.cluster().recoveryDelay();
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Optional<ClusterStatus> cluster = clustered ? member.cluster() : Optional.empty();
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

    private List<String> warnings(ClusterStatus status) {
        List<String> warnings = new ArrayList<>();
        for (ClusterStatus.AwayNode node : status.waitsFor()) {
            warnings.add("waits for the newest copies of the node whose folder is " + node
                    + ": start it, or, if its disk is lost for good, revoke it by host and folder");
        }
        for (ClusterStatus.AwayNode node : status.missing()) {
            warnings.add("the node whose folder is " + node + " is away; its copies are made anew after"
                    + " serai.cluster.recovery-delay (" + recoveryDelay.toSeconds() + "s): start it, or, if its disk is"
                    + " lost for good, revoke it by host and folder");
        }
        if (status.lowRedundancy() > 0) {
            warnings.add(
                    status.lowRedundancy() + " partitions have fewer copies than serai.store.redundant-copies says;"
                            + " start the nodes that are missing");
        }
        if (!status.survivesAnyNode()) {
            warnings.add("with " + status.nodes().size() + " nodes the loss of one ends the others: who is the majority"
                    + " cannot be known; run three, or two and a witness (serai.role=locator)");
        }
        return warnings;
    }
}
