package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** SIGTERM of a node, and its start a while later. */
record Stop(String name) implements Fault {

    private static final int LONGEST_SECONDS = 15;

    @Override
    public Injection choose(Site site, Random random) {
        Node node = site.cluster().any(random);
        Duration down = site.lasting(Duration.ofSeconds(random.nextInt(LONGEST_SECONDS)));
        return Injection.of(List.of(node), "down for " + Site.seconds(down), () -> stop(node), down, node::start);
    }

    static void stop(Node node) throws InterruptedException {
        node.terminate();
        ExitCodes.awaitStop(node);
    }
}
