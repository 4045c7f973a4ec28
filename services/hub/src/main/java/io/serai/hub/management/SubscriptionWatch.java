package io.serai.hub.management;

import io.serai.delivery.SubscriptionState;
import io.serai.hub.runtime.HubRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of all subscriptions, looked at at most once a second however many gauges ask: metrics, JMX and health read
 * the same picture.
 */
public final class SubscriptionWatch {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final HubRuntime runtime;
    private @Nullable Picture picture;

    SubscriptionWatch(HubRuntime runtime) {
        this.runtime = runtime;
    }

    private record Picture(long taken, Map<String, SubscriptionState> byName) {}

    List<SubscriptionState> all() {
        return List.copyOf(picture().byName().values());
    }

    Optional<SubscriptionState> get(String name) {
        return Optional.ofNullable(picture().byName().get(name));
    }

    private synchronized Picture picture() {
        Picture current = picture;
        if (current == null || System.nanoTime() - current.taken() > FRESH.toNanos()) {
            current = new Picture(
                    System.nanoTime(),
                    runtime.hub().map(hub -> hub.deliveries().subscriptionsHere()).orElse(List.of()).stream()
                            .collect(Collectors.toMap(SubscriptionState::name, Function.identity())));
            picture = current;
        }
        return current;
    }
}
