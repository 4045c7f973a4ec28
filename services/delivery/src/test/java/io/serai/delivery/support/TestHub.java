package io.serai.delivery.support;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.Catalog;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.Definitions;
import io.serai.delivery.Deliveries;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.EventFilter;
import io.serai.delivery.EventHub;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.time.InlineExecutor;
import io.serai.delivery.time.ManualTime;
import io.serai.store.Appended;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A hub on one thread, over a store in memory and a time moved by hand: what is not advanced does not happen. */
public final class TestHub implements AutoCloseable {

    public final ManualTime time;
    public MemoryStore store;
    public EventHub hub;
    // a process that was killed does nothing any more
    private AtomicBoolean alive = new AtomicBoolean();
    private final Map<String, Catalog.EventType> types = new TreeMap<>();
    private int events;

    private TestHub(int partitions) {
        time = ManualTime.create();
        store = MemoryStore.create(partitions, time);
        open();
    }

    public static TestHub start() {
        return start(2);
    }

    public static TestHub start(int partitions) {
        return new TestHub(partitions);
    }

    private void open() {
        AtomicBoolean lives = new AtomicBoolean(true);
        InlineExecutor inline = new InlineExecutor();
        alive = lives;
        hub = EventHub.builder(store)
                .definitions(new Definitions(Map.of(), Map.of("default", Policy.DEFAULT), new Catalog(types)))
                .clock(time)
                .timer(time)
                .executor(task -> inline.execute(() -> {
                    if (lives.get()) {
                        task.run();
                    }
                }))
                .build();
    }

    /** Declares a type with a fail type. */
    public TestHub failType(String type, String fail) {
        return declare(type, Optional.of(fail), Optional.empty());
    }

    /** Declares a type with a retention. */
    public TestHub retention(String type, Duration retention) {
        return declare(type, Optional.empty(), Optional.of(retention));
    }

    private TestHub declare(String type, Optional<String> fail, Optional<Duration> retention) {
        types.put(
                type,
                new Catalog.EventType(
                        type, Optional.empty(), Optional.empty(), fail, Optional.empty(), retention, Optional.empty()));
        restart();
        return this;
    }

    /** Ends in good order and begins again. Subscriptions have to be made again. */
    public void restart() {
        hub.close();
        store.close();
        store = MemoryStore.open(store.memory(), time);
        open();
    }

    /** The process is killed: what was written stays. */
    public void kill() {
        alive.set(false);
        store.crash();
        reopen();
    }

    /** The power is cut: what was not forced is gone. */
    public void cutPower() {
        alive.set(false);
        store.crashLosingUnforced();
        reopen();
    }

    private void reopen() {
        store = MemoryStore.open(store.memory(), time);
        open();
    }

    public Deliveries deliveries() {
        return hub.deliveries();
    }

    public Deliveries.Registration subscribe(String name, DeliveryTarget target) {
        return subscribe(name, "*", Optional.empty(), Policy.DEFAULT, new StartAt.Beginning(), target);
    }

    public Deliveries.Registration subscribe(String name, Policy policy, DeliveryTarget target) {
        return subscribe(name, "*", Optional.empty(), policy, new StartAt.Beginning(), target);
    }

    public Deliveries.Registration subscribe(
            String name, String types, Optional<String> filter, Policy policy, StartAt start, DeliveryTarget target) {
        return hub.deliveries()
                .subscribe(
                        new Subscription(
                                name, EventTypes.parse(types), filter.map(EventFilter::parse), policy, start, "a test"),
                        target);
    }

    /** A target that answers each event with another like it. */
    public DeliveryTarget echo() {
        return attempt -> CompletableFuture.completedFuture(new Outcome.Delivered(
                Optional.of(event(attempt.event().type(), attempt.event().key()))));
    }

    public CloudEvent event(String type, String key) {
        String id = "e" + ++events;
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/test"))
                .withType(type)
                .withSubject(key)
                .withDataContentType("application/json")
                .withData(("{\"n\":" + events + "}").getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Publishes an event of type {@code order} with the key; answers its position. */
    public Position publish(String key) {
        return publish(event("order", key));
    }

    public Position publish(CloudEvent event) {
        return hub.publisher().publish(event).thenApply(Appended::position).join();
    }

    public SubscriptionState state(String name) {
        return hub.deliveries().subscription(name).orElseThrow();
    }

    public void advance(Duration by) {
        time.advance(by);
    }

    public List<DeadLetter> letters() {
        return hub.deadLetters()
                .list(
                        new DeadLetters.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        1_000);
    }

    /** All events of the log, in order of position. */
    public List<CloudEvent> log() {
        List<CloudEvent> all = new ArrayList<>();
        for (int partition = 0; partition < store.partitions(); partition++) {
            store.read(partition, 0, 10_000).events().stream()
                    .map(StoredEvent::event)
                    .forEach(all::add);
        }
        return all;
    }

    @Override
    public void close() {
        hub.close();
        store.close();
    }
}
