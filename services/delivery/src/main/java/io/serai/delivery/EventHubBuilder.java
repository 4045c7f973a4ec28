package io.serai.delivery;

import io.serai.delivery.internal.RunningHub;
import io.serai.delivery.time.SystemTimer;
import io.serai.delivery.time.Timer;
import io.serai.store.EventStore;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What a hub is made of; only the store has no default. */
public final class EventHubBuilder {

    private final EventStore store;
    private Definitions definitions = Definitions.none();
    private int maxHops = Hops.DEFAULT_LIMIT;
    private Clock clock = Clock.systemUTC();
    private Optional<Timer> timer = Optional.empty();
    private Optional<Executor> executor = Optional.empty();

    EventHubBuilder(EventStore store) {
        this.store = store;
    }

    public EventHubBuilder definitions(Definitions declared) {
        definitions = declared;
        return this;
    }

    /** The time of what is stored. */
    public EventHubBuilder clock(Clock time) {
        clock = time;
        return this;
    }

    /** The time of what waits; a {@link SystemTimer} of the hub's own unless given. */
    public EventHubBuilder timer(Timer waiting) {
        timer = Optional.of(waiting);
        return this;
    }

    /**
     * Where deliveries are worked on: threads of the hub's own unless given, as many as there are subscriptions with
     * something to do. A target that blocks holds up one of them.
     */
    public EventHubBuilder executor(Executor threads) {
        executor = Optional.of(threads);
        return this;
    }

    /** How long a chain of events may be in which each causes the next; {@link Hops#DEFAULT_LIMIT} unless given. */
    public EventHubBuilder maxHops(int limit) {
        maxHops = limit;
        return this;
    }

    public EventHub build() {
        return RunningHub.start(store, definitions, maxHops, clock, timer, executor);
    }
}
