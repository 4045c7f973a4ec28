package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.FakeClock;
import io.serai.bench.chaos.nodes.Need;
import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The clock of a node is set ahead or back by up to two hours, and right again later. */
record ClockJump(String name) implements Fault {

    private static final Duration WRONG = Duration.ofSeconds(15);
    private static final int MOST_SECONDS = 7_200;

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CLOCK);
    }

    @Override
    public Injection choose(Site site, Random random) {
        Node node = site.cluster().any(random);
        FakeClock clock = node.clock().orElseThrow();
        Duration ahead = Duration.ofSeconds(random.nextInt(2 * MOST_SECONDS) - MOST_SECONDS);
        Duration wrong = site.lasting(WRONG);
        return Injection.of(
                List.of(node),
                "by " + ahead.toSeconds() + " s for " + Site.seconds(wrong),
                () -> clock.set(ahead),
                wrong,
                () -> clock.set(Duration.ZERO));
    }
}
