package io.serai.bench.chaos.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Nobody listens where a subscriber was; it comes back. */
record SubscriberDead(String name) implements Fault {

    private static final Duration DEAD = Duration.ofSeconds(12);

    @Override
    public Injection choose(Site site, Random random) {
        Duration dead = site.lasting(DEAD);
        return Injection.of(
                List.of(),
                site.moody().subscription() + " for " + Site.seconds(dead),
                () -> site.moody().stop(),
                dead,
                () -> site.moody().start());
    }
}
