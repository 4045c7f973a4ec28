package io.serai.delivery.simulation;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.Attempt;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.Deliveries.Registration;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.EventHub;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import io.serai.delivery.support.RecordingTarget;
import io.serai.store.Position;
import io.serai.store.memory.Memory;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A hub over a store in memory, of which a test runs the threads and sets the time, step by step. */
abstract class SteppedHub {

    private static final int TOO_MANY_STEPS = 10_000;

    final VirtualTime time = new VirtualTime();
    final List<String> attempts = new ArrayList<>();
    final Map<String, CompletableFuture<Outcome>> answers = new HashMap<>();
    Policy policy = policy().attempts(2).fixed(Duration.ofSeconds(2)).build();
    Memory memory = new Memory(1, 1);
    Threads threads;
    MemoryStore store;
    EventHub hub;

    DeadLetter letter() {
        return letters().get(0);
    }

    List<DeadLetter> letters() {
        DeadLetters.Query all =
                new DeadLetters.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return hub.deadLetters().list(all, Optional.empty(), 10);
    }

    void start() {
        threads = new Threads(time);
        store = MemoryStore.open(memory, time, threads.ofLog(1), memory.partitions() == 1 ? Set.of(0) : Set.of(0, 1));
        hub = EventHub.builder(store)
                .definitions(HubProcess.definitions(Map.of()))
                .clock(time)
                .timer(threads)
                .executor(threads.ofDelivery())
                .build();
    }

    void kill() {
        store.crash();
        threads.end();
    }

    Registration subscribe(String name, DeliveryTarget target) {
        return subscribe(name, "*", policy, target);
    }

    Registration subscribe(String name, String types, Policy how, DeliveryTarget target) {
        return hub.deliveries()
                .subscribe(
                        new Subscription(
                                name,
                                EventTypes.parse(types),
                                Optional.empty(),
                                how,
                                new StartAt.Beginning(),
                                "a test"),
                        attempt -> {
                            attempts.add(attempt.event().event().getId() + "#" + attempt.number());
                            return target.deliver(attempt);
                        });
    }

    CompletableFuture<Outcome> deliver(Attempt attempt) {
        return CompletableFuture.completedFuture(Outcome.delivered());
    }

    static CompletableFuture<Outcome> refuse() {
        return CompletableFuture.completedFuture(Outcome.failed(RecordingTarget.REFUSED));
    }

    CompletableFuture<Outcome> failFirst(Attempt attempt) {
        return attempt.number() == 1 && attempt.event().event().getId().equals("e1") ? refuse() : deliver(attempt);
    }

    CompletableFuture<Outcome> hang(Attempt attempt) {
        return answers.computeIfAbsent(attempt.event().event().getId(), id -> new CompletableFuture<>());
    }

    void failOnce(String prefix) {
        memory.faults(new Memory.Faults() {
            private boolean done;

            @Override
            public void beforeRow(int copy, int partition, String key) {
                if (!done && key.startsWith(prefix)) {
                    done = true;
                    throw new IllegalStateException("the write was cut off");
                }
            }
        });
    }

    String keyIn(int partition) {
        Function<String, Position> ofKey = key -> new Position(store.partitionOf(event("any", key, "any")), 0);
        for (int i = 0; ; i++) {
            if (ofKey.apply("k" + i).partition() == partition) {
                return "k" + i;
            }
        }
    }

    void publish(String id, String key) {
        publish(id, key, "order");
    }

    void publish(String id, String key, String type) {
        while (store.status().state() != io.serai.store.StoreStatus.State.READY) {
            runSomething();
        }
        hub.publisher().publish(event(id, key, type));
    }

    static CloudEvent event(String id, String key, String type) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/test"))
                .withType(type)
                .withSubject(key)
                .build();
    }

    /** Until nothing is left to be done now. */
    void runAll() {
        pass(Duration.ofMillis(300));
    }

    /** Runs what can run, and lets the time pass. */
    void pass(Duration by) {
        long end = time.nanos() + by.toNanos();
        for (int steps = 0; threads.ready() > 0 || threads.due() <= end; steps++) {
            assertThat(steps).as("there is an end to it").isLessThan(TOO_MANY_STEPS);
            runSomething();
        }
        time.advanceTo(end);
    }

    void runSomething() {
        if (threads.ready() > 0) {
            runOne();
        } else {
            time.advanceTo(threads.due());
            threads.takeDue().body().run();
        }
    }

    void runOne() {
        threads.take(0).body().run();
    }

    void runOneOf(String... names) {
        threads.takeOf(Set.of(names)).body().run();
    }
}
