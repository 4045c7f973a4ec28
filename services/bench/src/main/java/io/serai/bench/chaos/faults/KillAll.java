package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Node;
import io.serai.bench.chaos.nodes.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** {@code kill -9} of all nodes within a moment; they are started in another order, one after another. */
record KillAll(String name) implements Fault {

    private static final int LONGEST_MILLIS = 10_000;

    @Override
    public Injection choose(Site site, Random random) {
        List<Node> order = site.cluster().shuffled(random);
        Duration between = site.lasting(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
        return Injection.of(
                site.cluster().nodes(),
                "started again as " + order.stream().map(Node::name).collect(Collectors.joining(", ")) + ", "
                        + between.toMillis() + " ms apart",
                () -> {
                    for (Node node : site.cluster().nodes()) {
                        node.kill();
                    }
                },
                Duration.ZERO,
                () -> {
                    for (Node node : order) {
                        node.start();
                        Wait.pause(between);
                    }
                });
    }
}
