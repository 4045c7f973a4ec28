package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** {@code kill -9} of one node; it is started again before, or after, the others have made its copies anew. */
record Kill(String name, boolean oldest) implements Fault {

    private static final int LONGEST_SECONDS = 25;

    @Override
    public Injection choose(Site site, Random random) {
        Node node = oldest ? site.cluster().oldest() : site.cluster().any(random);
        Duration down = site.lasting(Duration.ofSeconds(random.nextInt(LONGEST_SECONDS)));
        return Injection.of(List.of(node), "down for " + Site.seconds(down), node::kill, down, node::start);
    }
}
