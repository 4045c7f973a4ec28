package io.serai.camel;

import io.serai.camel.internal.DerivedId;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a broker brought for as long as it takes, on the thread that took it from there.
 *
 * <ol>
 *   <li>Where the store refuses for now, or does not answer within a second, the source is held: nothing is acknowledged,
 *       nothing more is taken, and the broker goes on seeing its consumer.
 *   <li>What was refused is published again after the time that the store asked for, within bounds.
 *   <li>When it is kept, or fails for good, the source is released.
 *   <li>A route that stops or is suspended ends the wait at once: the exchange fails, and its message comes again.
 * </ol>
 */
final class PatientPublish {

    private static final Logger LOG = LoggerFactory.getLogger(PatientPublish.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A route that stops is seen to within this time. */
    private static final Duration STEP = Duration.ofMillis(200);

    private static final Duration SHORTEST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final SourceHold source;
    private final Exchange exchange;
    private final Supplier<CompletableFuture<Void>> publish;
    private boolean told;

    PatientPublish(SourceHold source, Exchange exchange, Supplier<CompletableFuture<Void>> publish) {
        this.source = source;
        this.exchange = exchange;
        this.publish = publish;
    }

    /** The last try: kept, or failed; not done where the route stops meanwhile. */
    CompletableFuture<Void> run() {
        CompletableFuture<Void> published = publish.get();
        if (doneSoon(published) && refusal(published) == null) {
            return published;
        }
        long began = System.nanoTime();
        try {
            return untilKept(published);
        } finally {
            end(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private CompletableFuture<Void> untilKept(CompletableFuture<Void> first) {
        CompletableFuture<Void> published = first;
        while (routeRuns()) {
            StoreUnavailableException refusal = refusal(published);
            if (refusal != null) {
                tell(refusal);
                if (!hold(within(refusal.retryAfter()))) {
                    return published;
                }
                published = publish.get();
            } else if (published.isDone() || !hold(STEP)) {
                return published;
            }
        }
        return published;
    }

    /** Answers whether to go on. */
    private boolean hold(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            if (!routeRuns() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            try {
                source.hold(Duration.ofNanos(Math.min(left, STEP.toNanos())));
            } catch (RuntimeException broken) {
                LOG.debug("route '{}' cannot hold its source, which brings the message again", route(), broken);
                return false;
            }
        }
        return true;
    }

    private void end(Duration held) {
        try {
            source.release();
        } catch (RuntimeException broken) {
            LOG.debug("route '{}' cannot release its source, which is connected anew", route(), broken);
        }
        if (told) {
            LOG.info("route '{}' no longer waits with {}, after {}s", route(), origin(), held.toSeconds());
        }
    }

    private void tell(StoreUnavailableException refusal) {
        if (!told) {
            told = true;
            LOG.warn(
                    "route '{}' waits with {}, unacknowledged, until it can be kept: {}",
                    route(),
                    origin(),
                    refusal.getMessage());
        }
    }

    private String origin() {
        return DerivedId.describe(exchange);
    }

    private String route() {
        return exchange.getFromRouteId();
    }

    private boolean routeRuns() {
        Route route = exchange.getContext().getRoute(exchange.getFromRouteId());
        return route != null
                && !exchange.getContext().isStopping()
                && !(route.getConsumer() instanceof StatefulService consumer
                        && (consumer.isStopping()
                                || consumer.isStopped()
                                || consumer.isSuspending()
                                || consumer.isSuspended()));
    }

    private static boolean doneSoon(CompletableFuture<Void> published) {
        try {
            published.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException seenBelow) {
            // what became of it is asked next
        }
        return published.isDone();
    }

    private static @Nullable StoreUnavailableException refusal(CompletableFuture<Void> published) {
        if (!published.isCompletedExceptionally()) {
            return null;
        }
        try {
            published.join();
            return null;
        } catch (CompletionException failed) {
            return SeraiProducer.unwrap(failed) instanceof StoreUnavailableException refusal ? refusal : null;
        }
    }

    private static Duration within(Duration asked) {
        if (asked.compareTo(SHORTEST_RETRY) < 0) {
            return SHORTEST_RETRY;
        }
        return asked.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : asked;
    }
}
