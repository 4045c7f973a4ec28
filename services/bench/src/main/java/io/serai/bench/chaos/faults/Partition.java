package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Need;
import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A node is cut off from the others, from clients and brokers: it has to end by itself while they go on. */
record Partition(String name) implements Fault {

    private static final Duration CUT = Duration.ofSeconds(20);

    @Override
    public Set<Need> needs() {
        return Set.of(Need.NETWORK);
    }

    @Override
    public Injection choose(Site site, Random random) {
        Node node = site.cluster().any(random);
        Duration cut = site.lasting(CUT);
        return Injection.of(
                List.of(node),
                "for " + Site.seconds(cut),
                () -> {
                    node.expectEnd();
                    site.cluster().pull(node);
                },
                cut,
                () -> {
                    ExitCodes.awaitEnd(node, ExitCodes.SHUT_OUT, "was cut off");
                    site.cluster().plug(node);
                    node.start();
                });
    }
}
