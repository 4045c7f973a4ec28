package io.serai.delivery.simulation;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.Attempt;
import io.serai.delivery.Catalog;
import io.serai.delivery.Definitions;
import io.serai.delivery.Deliveries.Registration;
import io.serai.delivery.EventHub;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A process with a store and a hub, from its start to its end. */
final class HubProcess {

    private static final Catalog CATALOG = new Catalog(Map.of(
            "order.placed",
            type("order.placed", Optional.of("order.failed"), Optional.empty()),
            LogModel.EXPIRING,
            type(LogModel.EXPIRING, Optional.empty(), Optional.of(LogModel.RETENTION))));

    static Definitions definitions(Map<String, Definitions.Declared> subscriptions) {
        return new Definitions(subscriptions, Map.of("default", Policy.DEFAULT), CATALOG);
    }

    private static Catalog.EventType type(String name, Optional<String> fail, Optional<Duration> retention) {
        return new Catalog.EventType(
                name, Optional.empty(), Optional.empty(), fail, Optional.empty(), retention, Optional.empty());
    }

    final String name;
    final Threads threads;
    final MemoryStore store;
    final EventHub hub;
    final List<OpenAttempt> open = new ArrayList<>();
    final Map<String, Registration> registrations = new HashMap<>();

    /** Subscriptions that may not begin attempts here. */
    final Set<String> paused = new HashSet<>();

    /** What it was asked to resume. */
    final List<CompletableFuture<Void>> resuming = new ArrayList<>();

    // of each subscription with a rate, when attempts began here, the last ones
    private final Map<String, Deque<Long>> begun = new HashMap<>();

    private final World world;
    boolean alive = true;

    HubProcess(World world, String name, Set<Integer> owned) {
        this.world = world;
        this.name = name;
        threads = new Threads(world.time);
        store = MemoryStore.open(world.memory, world.time, world.durability, threads.ofLog(world.lanes), owned);
        hub = EventHub.builder(store)
                .definitions(definitions(Map.of()))
                .clock(world.time)
                .timer(threads)
                .executor(threads.ofDelivery())
                .build();
    }

    void attach(DeliveryModel model) {
        Spec spec = model.spec;
        if (!model.deleting && !registrations.containsKey(spec.name())) {
            model.declared = true;
            begun.remove(spec.name());
            Registration registration =
                    hub.deliveries().subscribe(world.declared(spec), attempt -> deliver(model, attempt));
            registrations.put(spec.name(), registration);
            registration.ready().thenRun(() -> {
                if (alive && world.ownsAll(this)) {
                    model.ready();
                }
            });
        }
    }

    void redefine(Map<String, Definitions.Declared> subscriptions) {
        begun.clear();
        hub.redefine(definitions(subscriptions));
    }

    void detach(Spec spec) {
        Optional.ofNullable(registrations.remove(spec.name())).ifPresent(registration -> {
            registration.close();
            world.model(spec).detached();
        });
    }

    private CompletionStage<Outcome> deliver(DeliveryModel model, Attempt attempt) {
        if (!alive) {
            throw new ProcessEnd();
        }
        Spec spec = model.spec;
        world.ledger.note(
                "%s begins %s %s#%d (%s of %s, incarnation %d)",
                name,
                spec.name(),
                attempt.event().position(),
                attempt.number(),
                attempt.event().event().getId(),
                attempt.event().key(),
                attempt.incarnation());
        rate(spec);
        model.begun(attempt, paused.contains(spec.name()), open);
        OpenAttempt begun = new OpenAttempt(
                spec, attempt, world.time.nanos() + spec.policy().timeout().toNanos(), new CompletableFuture<>());
        world.endInAttempt(this, begun);
        if (world.answersAtOnce(spec)) {
            boolean success = world.succeeds(spec, attempt);
            world.ledger.note("  answered at once: %s", success);
            model.answered(begun, success);
            if (!success && world.random.nextInt(3) == 0) {
                throw new IllegalStateException("thrown by the target");
            }
            return CompletableFuture.completedFuture(world.outcome(begun, success));
        }
        open.add(begun);
        return begun.answer();
    }

    /** A tenth of a second's worth may come at once, then one after the other. */
    private void rate(Spec spec) {
        world.declared(spec).policy().rate().ifPresent(perSecond -> {
            long now = world.time.nanos();
            Deque<Long> last = begun.computeIfAbsent(spec.name(), name -> new ArrayDeque<>());
            last.add(now);
            if (last.size() > perSecond / 10) {
                long first = last.remove();
                world.ledger.check(
                        now - first >= Duration.ofSeconds(1).toNanos() / perSecond,
                        "a rate is kept",
                        () -> spec.name() + ": so many began here since " + Duration.ofNanos(first) + ": " + last);
            }
        });
    }

    void answer(OpenAttempt attempt, boolean success) {
        open.remove(attempt);
        world.ledger.note("%s is answered %s: %s", name, attempt, success);
        world.model(attempt.spec()).answered(attempt, success);
        attempt.answer().complete(world.outcome(attempt, success));
    }

    static CloudEvent reply(OpenAttempt attempt) {
        return CloudEventBuilder.v1()
                .withId("any")
                .withSource(URI.create("/slow"))
                .withType("reply")
                .withSubject(attempt.attempt().event().key())
                .withData(
                        "text/plain",
                        attempt.attempt().event().event().getId().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .build();
    }

    /** Nothing of it is heard any more. */
    void end() {
        alive = false;
        store.crash();
        threads.end();
        open.clear();
    }

    /** Ends in good order, once all that was handed over is done. */
    void close() {
        threads.runInline();
        hub.close();
        store.close();
        alive = false;
        threads.end();
        open.clear();
    }
}
