package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Need;
import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The disk of a node fails, and takes no writes and no forces any more: the node has to end. */
record DiskError(String name) implements Fault {

    @Override
    public Set<Need> needs() {
        return Set.of(Need.DISK);
    }

    @Override
    public Injection choose(Site site, Random random) {
        Node node = site.cluster().any(random);
        return Injection.of(
                List.of(node),
                "read-only",
                () -> {
                    node.expectEnd();
                    PowerCut.disk(node).fail();
                    ExitCodes.awaitEnd(node, ExitCodes.STORE_FAILED, "lost its disk");
                },
                Duration.ofSeconds(2),
                () -> PowerCut.restore(node));
    }
}
