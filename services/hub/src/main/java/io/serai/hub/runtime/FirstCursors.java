package io.serai.hub.runtime;

import io.serai.delivery.EventHub;
import io.serai.delivery.SubscriptionState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until each subscription has kept its first cursors, so that one that starts {@code now} misses nothing. */
final class FirstCursors {

    private static final Logger LOG = LoggerFactory.getLogger(FirstCursors.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private FirstCursors() {}

    /** Waits, but not for ever. */
    static void await(EventHub hub, BooleanSupplier goOn) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (goOn.getAsBoolean()) {
            List<String> starting = hub.deliveries().subscriptionsHere().stream()
                    .filter(subscription -> subscription.status() == SubscriptionState.Status.STARTING)
                    .map(SubscriptionState::name)
                    .toList();
            if (starting.isEmpty()) {
                return;
            }
            if (System.nanoTime() - limit > 0) {
                LOG.warn("subscriptions {} are not ready after {}; the hub goes on without them", starting, LIMIT);
                return;
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }
}
