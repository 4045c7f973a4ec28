package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.clients.Brokers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A broker is stopped, and started again a while later with what it had. */
record BrokerStop(String name, Consumer<Brokers> stop, Consumer<Brokers> start) implements Fault {

    private static final Duration DOWN = Duration.ofSeconds(10);

    @Override
    public Injection choose(Site site, Random random) {
        Duration down = site.lasting(DOWN);
        return Injection.of(
                List.of(),
                "down for " + Site.seconds(down),
                () -> stop.accept(site.brokers()),
                down,
                () -> start.accept(site.brokers()));
    }
}
