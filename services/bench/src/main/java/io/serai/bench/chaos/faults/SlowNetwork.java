package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Need;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What goes between the hub, its brokers and its subscribers is late, and connections break. */
record SlowNetwork(String name) implements Fault {

    private static final Duration SLOW = Duration.ofSeconds(15);
    private static final int LEAST_MILLIS = 20;
    private static final int MORE_MILLIS = 180;
    private static final double BREAKS = 0.02;

    @Override
    public Set<Need> needs() {
        return Set.of(Need.PROXY);
    }

    @Override
    public Injection choose(Site site, Random random) {
        Duration late = Duration.ofMillis(LEAST_MILLIS + random.nextInt(MORE_MILLIS));
        Duration slow = site.lasting(SLOW);
        return Injection.of(
                List.of(),
                late.toMillis() + " ms late, one piece in " + Math.round(1 / BREAKS) + " breaks its connection, for "
                        + Site.seconds(slow),
                () -> site.proxies().forEach(proxy -> proxy.slow(late, BREAKS)),
                slow,
                () -> site.proxies().forEach(proxy -> proxy.slow(Duration.ZERO, 0)));
    }
}
