package io.serai.hub.management;

import io.serai.delivery.SubscriptionState;
import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import java.util.Locale;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Up when each subscription has kept its first cursors. A target that is down is shown and no fault of this node. */
final class SubscriptionsHealth extends AbstractHealthIndicator {

    private static final String DETACHED =
            ": gets no events and keeps those it has not had; declare it again, or forget it with"
                    + " DELETE /subscriptions/{name}";

    private final HubRuntime runtime;
    private final SubscriptionWatch subscriptions;

    SubscriptionsHealth(HubRuntime runtime, SubscriptionWatch subscriptions) {
        this.runtime = runtime;
        this.subscriptions = subscriptions;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        TreeMap<String, String> states = new TreeMap<>();
        boolean starting = false;
        for (SubscriptionState state : subscriptions.all()) {
            String status = state.status().name().toLowerCase(Locale.ROOT);
            states.put(state.name(), state.status() == SubscriptionState.Status.DETACHED ? status + DETACHED : status);
            starting |= state.status() == SubscriptionState.Status.STARTING;
        }
        health.withDetails(states);
        if (starting || runtime.state() != HubState.RUNNING) {
            health.outOfService();
        } else {
            health.up();
        }
    }
}
