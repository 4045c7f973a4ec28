package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Every node in turn is stopped and started again, the next one as soon as it is ready. The jar that they are started
 * with then is the newer one, where they began with an earlier one.
 */
record Rolling(String name) implements Fault {

    @Override
    public Injection choose(Site site, Random random) {
        List<Node> order = site.cluster().shuffled(random);
        boolean upgrade = order.stream().anyMatch(node -> !node.program().equals(site.hub()));
        return Injection.of(
                order,
                order.stream().map(Node::name).collect(Collectors.joining(", ")) + (upgrade ? ", to another jar" : ""),
                () -> {
                    for (Node node : order) {
                        Stop.stop(node);
                        node.use(site.hub());
                        node.start();
                        site.cluster().awaitReady(node);
                    }
                },
                Duration.ZERO,
                () -> {});
    }
}
