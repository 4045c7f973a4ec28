package io.serai.hub.management;

import io.serai.delivery.EventHub;
import io.serai.delivery.SubscriptionState;
import java.util.Date;
import java.util.function.Function;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedResource;

/** A subscription in JMX. */
@ManagedResource(
        description = "A subscription: what it is declared to be, how far it is, stopping it and letting it go on.")
public final class SubscriptionMBean {

    private final String name;
    private final EventHub hub;
    private final SubscriptionWatch subscriptions;

    SubscriptionMBean(String name, EventHub hub, SubscriptionWatch subscriptions) {
        this.name = name;
        this.hub = hub;
        this.subscriptions = subscriptions;
    }

    @ManagedAttribute(description = "The name: the identity of its cursors.")
    public String getName() {
        return name;
    }

    @ManagedAttribute(
            description = "STARTING, ACTIVE, PAUSED, OUTAGE (the target is down and probed) or DETACHED (no target).")
    public String getStatus() {
        return state(state -> state.status().name(), "");
    }

    @ManagedAttribute(description = "The event types it wants.")
    public String getTypes() {
        return state(SubscriptionState::types, "");
    }

    @ManagedAttribute(description = "The condition in CloudEvents SQL on top of the types; empty where there is none.")
    public String getFilter() {
        return state(state -> state.filter().orElse(""), "");
    }

    @ManagedAttribute(description = "The name of its policy.")
    public String getPolicy() {
        return state(SubscriptionState::policy, "");
    }

    @ManagedAttribute(description = "Where it was declared: a file and key, or a route.")
    public String getOrigin() {
        return state(SubscriptionState::origin, "");
    }

    @ManagedAttribute(description = "Events between its cursors and the end of the log, whether they match or not.")
    public long getLag() {
        return state(SubscriptionState::lag, 0L);
    }

    @ManagedAttribute(description = "Attempts running.")
    public int getInFlight() {
        return state(SubscriptionState::inFlight, 0);
    }

    @ManagedAttribute(description = "Deliveries that wait for their next attempt.")
    public long getRetrying() {
        return state(SubscriptionState::retrying, 0L);
    }

    @ManagedAttribute(description = "Dead letters neither resolved nor discarded.")
    public long getDead() {
        return state(SubscriptionState::dead, 0L);
    }

    @ManagedAttribute(description = "Deliveries done since the process started.")
    public long getDelivered() {
        return state(SubscriptionState::delivered, 0L);
    }

    @ManagedAttribute(description = "Attempts failed since the process started.")
    public long getFailedAttempts() {
        return state(SubscriptionState::failedAttempts, 0L);
    }

    @ManagedAttribute(description = "The error of the newest failed attempt; empty where there is none.")
    public String getLastError() {
        return state(state -> state.lastError().orElse(""), "");
    }

    @ManagedAttribute(description = "When the newest attempt failed; the epoch where none has.")
    public Date getLastErrorTime() {
        return state(state -> state.lastErrorTime().map(Date::from).orElse(new Date(0)), new Date(0));
    }

    @ManagedAttribute(description = "Since when the target counts as down; empty while it does not.")
    public String getOutageSince() {
        return state(state -> state.outageSince().map(Object::toString).orElse(""), "");
    }

    @ManagedOperation(description = "Starts no more attempts until resumed, through restarts; attempts running end.")
    public void pause() {
        Operations.await(hub.deliveries().pause(name));
    }

    @ManagedOperation(description = "Lets the paused subscription go on.")
    public void resume() {
        Operations.await(hub.deliveries().resume(name));
    }

    private <T> T state(Function<SubscriptionState, T> value, T without) {
        return subscriptions.get(name).map(value).orElse(without);
    }
}
