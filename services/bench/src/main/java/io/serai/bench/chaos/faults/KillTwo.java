package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Node;
import io.serai.bench.chaos.nodes.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** {@code kill -9} of one node, and of a second as soon as the first is back. */
record KillTwo(String name) implements Fault {

    private static final int LONGEST_MILLIS = 8_000;

    @Override
    public Injection choose(Site site, Random random) {
        List<Node> two = site.cluster().shuffled(random).subList(0, 2);
        Duration between = site.lasting(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
        return Injection.of(
                two,
                "the second " + between.toMillis() + " ms after the first was ready again",
                () -> {
                    two.get(0).kill();
                    two.get(0).start();
                    site.cluster().awaitReady(two.get(0));
                    Wait.pause(between);
                    two.get(1).kill();
                },
                Duration.ofSeconds(2),
                two.get(1)::start);
    }
}
