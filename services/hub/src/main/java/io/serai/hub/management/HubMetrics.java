package io.serai.hub.management;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.delivery.SubscriptionState;
import io.serai.hub.runtime.HubRuntime;
import io.serai.store.ClusterStatus;
import io.serai.store.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The {@code serai.*} meters. The only tag is the name of a subscription: their number is what people declared, never
 * what events carry.
 */
final class HubMetrics implements MeterBinder {

    private final HubRuntime runtime;
    private final SubscriptionWatch subscriptions;
    private final Map<String, List<Meter>> bySubscription = new ConcurrentHashMap<>();

    HubMetrics(HubRuntime runtime, SubscriptionWatch subscriptions) {
        this.runtime = runtime;
        this.subscriptions = subscriptions;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("serai.store.ready", this, metrics -> metrics.ready())
                .description("1 when the store is ready")
                .register(registry);
        gauge(registry, "serai.store.events", "events", "events in the log", StoreStatus::events);
        gauge(
                registry,
                "serai.store.partitions",
                "partitions",
                "partitions owned by this node",
                StoreStatus::ownedPartitions);
        counter(registry, "serai.store.appended", "events", "events kept since the start", StoreStatus::appended);
        counter(
                registry,
                "serai.store.duplicates",
                "events",
                "events answered as known since the start",
                StoreStatus::duplicates);
        counter(registry, "serai.store.forces", "commits", "group commits since the start", StoreStatus::forces);
        cluster(registry, "serai.cluster.nodes", "nodes", "nodes of the cluster", status -> status.nodes()
                .size());
        cluster(
                registry,
                "serai.cluster.low.redundancy",
                "partitions",
                "partitions with too few copies alive",
                ClusterStatus::lowRedundancy);
        cluster(
                registry,
                "serai.cluster.missing",
                "nodes",
                "nodes that are away or waited for",
                status -> status.missing().size() + status.waitsFor().size());
        cluster(
                registry,
                "serai.cluster.quorum.margin",
                null,
                "weight that may be lost at once",
                ClusterStatus::quorumMargin);
        cluster(
                registry,
                "serai.cluster.survives.any.node",
                null,
                "1 when the others go on whichever node is lost",
                status -> status.survivesAnyNode() ? 1 : 0);
    }

    private void cluster(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String what,
            ToDoubleFunction<ClusterStatus> value) {
        Gauge.builder(name, runtime, hub -> hub.cluster()
                        .map(value::applyAsDouble)
                        .orElse(0.0))
                .baseUnit(unit)
                .description(what)
                .register(registry);
    }

    private double ready() {
        return store(status -> status.state() == StoreStatus.State.READY ? 1 : 0);
    }

    private void gauge(
            MeterRegistry registry, String name, String unit, String what, ToDoubleFunction<StoreStatus> value) {
        Gauge.builder(name, this, metrics -> metrics.store(value))
                .baseUnit(unit)
                .description(what)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry, String name, String unit, String what, ToDoubleFunction<StoreStatus> value) {
        FunctionCounter.builder(name, this, metrics -> metrics.store(value))
                .baseUnit(unit)
                .description(what)
                .register(registry);
    }

    private double store(ToDoubleFunction<StoreStatus> value) {
        return runtime.storeStatus().map(value::applyAsDouble).orElse(0.0);
    }

    /** Adds the meters of a subscription that has come. */
    void add(MeterRegistry registry, String subscription) {
        bySubscription.computeIfAbsent(subscription, name -> {
            List<Meter> meters = new ArrayList<>();
            Tags tags = Tags.of("subscription", name);
            gauge(
                    registry,
                    meters,
                    "serai.subscription.lag",
                    "events",
                    "events between its cursors and the end of the log",
                    tags,
                    SubscriptionState::lag);
            gauge(
                    registry,
                    meters,
                    "serai.subscription.in.flight",
                    "attempts",
                    "attempts running",
                    tags,
                    SubscriptionState::inFlight);
            gauge(
                    registry,
                    meters,
                    "serai.subscription.retrying",
                    "deliveries",
                    "deliveries that wait for their next attempt",
                    tags,
                    SubscriptionState::retrying);
            gauge(
                    registry,
                    meters,
                    "serai.subscription.dead",
                    "deliveries",
                    "dead letters neither resolved nor discarded",
                    tags,
                    SubscriptionState::dead);
            gauge(
                    registry,
                    meters,
                    "serai.subscription.outage",
                    null,
                    "1 while its target counts as down",
                    tags,
                    state -> state.outageSince().isPresent() ? 1 : 0);
            counter(
                    registry,
                    meters,
                    "serai.subscription.delivered",
                    "deliveries",
                    "deliveries done since the start",
                    tags,
                    SubscriptionState::delivered);
            counter(
                    registry,
                    meters,
                    "serai.subscription.failed",
                    "attempts",
                    "attempts failed since the start",
                    tags,
                    SubscriptionState::failedAttempts);
            return meters;
        });
    }

    /** Takes away the meters of a subscription that has gone. */
    void remove(MeterRegistry registry, String subscription) {
        Optional.ofNullable(bySubscription.remove(subscription))
                .orElse(List.of())
                .forEach(registry::remove);
    }

    private void gauge(
            MeterRegistry registry,
            List<Meter> meters,
            String name,
            @Nullable String unit,
            String what,
            Tags tags,
            ToLongFunction<SubscriptionState> value) {
        meters.add(Gauge.builder(name, this, metrics -> metrics.subscription(tags, value))
                .baseUnit(unit)
                .description(what)
                .tags(tags)
                .register(registry));
    }

    private void counter(
            MeterRegistry registry,
            List<Meter> meters,
            String name,
            String unit,
            String what,
            Tags tags,
            ToLongFunction<SubscriptionState> value) {
        meters.add(FunctionCounter.builder(name, this, metrics -> metrics.subscription(tags, value))
                .baseUnit(unit)
                .description(what)
                .tags(tags)
                .register(registry));
    }

    private double subscription(Tags tags, ToLongFunction<SubscriptionState> value) {
        return subscriptions
                .get(tags.iterator().next().getValue())
                .map(state -> (double) value.applyAsLong(state))
                .orElse(0.0);
    }
}
