package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.clients.Subscriber.Mood;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A subscriber misbehaves for a while and recovers. */
record SubscriberMood(String name, Mood mood) implements Fault {

    private static final Duration BAD = Duration.ofSeconds(12);

    @Override
    public Injection choose(Site site, Random random) {
        Duration bad = site.lasting(BAD);
        return Injection.of(
                List.of(),
                site.moody().subscription() + " for " + Site.seconds(bad),
                () -> site.moody().mood(mood),
                bad,
                () -> site.moody().mood(Mood.WELL));
    }
}
