package io.serai.camel;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Attempt;
import io.serai.delivery.DeadLetterSender;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.Definitions;
import io.serai.delivery.Deliveries;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.EventHub;
import io.serai.delivery.Fate;
import io.serai.delivery.InputRedriver;
import io.serai.delivery.Outcome;
import io.serai.delivery.PartitionState;
import io.serai.delivery.Publisher;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInputs;
import io.serai.delivery.Subscription;
import io.serai.delivery.SubscriptionState;
import io.serai.store.Appended;
import io.serai.store.EventStore;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A hub that records what the component asks of it, and whose deliveries the test starts by hand. */
final class RecordingHub implements EventHub, Publisher, Deliveries, RejectedInputs {

    final List<CloudEvent> published = new CopyOnWriteArrayList<>();
    final List<RejectedInput> rejected = new CopyOnWriteArrayList<>();
    final Map<String, Recorded> subscribed = new ConcurrentHashMap<>();
    volatile Function<CloudEvent, CompletableFuture<Appended>> answer =
            event -> CompletableFuture.completedFuture(appended(event, false));
    volatile Definitions definitions = Definitions.none();

    @Override
    public void redefine(Definitions declared) {
        definitions = declared;
    }

    @Override
    public void close() {
        // nothing is open
    }

    @Override
    public CompletableFuture<Void> discard(String id) {
        rejected.removeIf(input -> input.id().equals(id));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public int kept() {
        return rejected.size();
    }

    @Override
    public CompletableFuture<Redriven> redrive(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void redriveWith(InputRedriver redriver) {}

    Appended appended(CloudEvent event, boolean duplicate) {
        return new Appended(event.getId(), event.getSource(), new Position(3, published.size()), duplicate);
    }

    CloudEvent onlyPublished() {
        if (published.size() != 1) {
            throw new AssertionError("published: " + published + ", rejected: " + rejected);
        }
        return published.get(0);
    }

    Recorded only() {
        if (subscribed.size() != 1) {
            throw new AssertionError("subscribed: " + subscribed.keySet());
        }
        return subscribed.values().iterator().next();
    }

    @Override
    public CompletableFuture<Appended> publish(CloudEvent event) {
        published.add(event);
        return answer.apply(event);
    }

    @Override
    public CompletableFuture<List<Appended>> publish(List<CloudEvent> events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<String> keep(RejectedInput input) {
        rejected.add(input);
        return CompletableFuture.completedFuture("rejected-" + rejected.size());
    }

    @Override
    public List<RejectedInput> list(Optional<String> after, int limit) {
        return rejected;
    }

    @Override
    public Optional<RejectedInput> get(String id) {
        return Optional.empty();
    }

    @Override
    public Registration subscribe(Subscription subscription, DeliveryTarget target) {
        Recorded recorded = new Recorded(subscription, target);
        subscribed.put(subscription.name(), recorded);
        return recorded;
    }

    @Override
    public List<SubscriptionState> subscriptions() {
        return List.of();
    }

    @Override
    public List<PartitionState> partitions(String name) {
        return List.of();
    }

    @Override
    public Optional<SubscriptionState> subscription(String name) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Void> pause(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> resume(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Fate> fates(StoredEvent event) {
        return List.of();
    }

    @Override
    public void sendDeadLettersWith(DeadLetterSender sender) {}

    @Override
    public EventStore store() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Publisher publisher() {
        return this;
    }

    @Override
    public Deliveries deliveries() {
        return this;
    }

    @Override
    public DeadLetters deadLetters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RejectedInputs rejectedInputs() {
        return this;
    }

    @Override
    public Definitions definitions() {
        return definitions;
    }

    /** A subscription and what became of it. */
    static final class Recorded implements Registration {

        final Subscription subscription;
        final DeliveryTarget target;
        final CompletableFuture<Void> ready = new CompletableFuture<>();
        final List<String> calls = new ArrayList<>();

        Recorded(Subscription subscription, DeliveryTarget target) {
            this.subscription = subscription;
            this.target = target;
        }

        CompletableFuture<Outcome> deliver(CloudEvent event) {
            return deliver(event, 1, false);
        }

        CompletableFuture<Outcome> deliver(CloudEvent event, int number, boolean replay) {
            return target.deliver(new Attempt(
                            new Stored(event),
                            subscription.name(),
                            number,
                            7,
                            replay,
                            Instant.parse("2026-11-22T10:00:30Z")))
                    .toCompletableFuture();
        }

        @Override
        public CompletableFuture<Void> ready() {
            return ready;
        }

        @Override
        public void suspend() {
            calls.add("suspend");
        }

        @Override
        public void resume() {
            calls.add("resume");
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    /** An event at position 12-345. */
    record Stored(CloudEvent event) implements StoredEvent {

        @Override
        public Position position() {
            return new Position(12, 345);
        }

        @Override
        public Instant recordedTime() {
            return Instant.parse("2026-11-22T10:00:00Z");
        }

        @Override
        public String type() {
            return event.getType();
        }

        @Override
        public String key() {
            return event.getSubject() == null ? event.getId() : event.getSubject();
        }
    }
}
