package io.serai.delivery.internal.engine;

import io.serai.delivery.Catalog;
import io.serai.delivery.DeadLetterSender;
import io.serai.delivery.Publisher;
import io.serai.delivery.time.Timer;
import io.serai.store.EventStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What all subscriptions share.
 *
 * @param sender completes once somebody says how letters are sent on
 */
public record Environment(
        EventStore store,
        Clock clock,
        Timer timer,
        Executor executor,
        Publisher publisher,
        CatalogInUse catalogInUse,
        CompletableFuture<DeadLetterSender> sender) {

    /** With nobody yet who sends letters on. */
    public static Environment of(
            EventStore store, Clock clock, Timer timer, Executor executor, Publisher publisher, Catalog catalog) {
        return new Environment(
                store, clock, timer, executor, publisher, new CatalogInUse(catalog), new CompletableFuture<>());
    }

    /** The newest. */
    Catalog catalog() {
        return catalogInUse.get();
    }

    /** As exact as it is stored. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
