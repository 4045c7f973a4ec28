package io.serai.bench;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import io.serai.store.EventStore;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** The hub without its doors: publish, and one subscription whose target does nothing. */
final class HubSubject implements Subject {

    private static final URI SOURCE = URI.create("/bench");
    private static final CompletionStage<Outcome> DONE = CompletableFuture.completedFuture(Outcome.delivered());

    private final EventStore store;
    private final EventHub hub;
    private final LongAdder delivered = new LongAdder();

    HubSubject(EventStore store) {
        this.store = store;
        hub = EventHub.builder(store).definitions(Definitions.none()).build();
        Subscription subscription = new Subscription(
                "bench", EventTypes.ALL, Optional.empty(), Policy.DEFAULT, new StartAt.Now(), "the benchmark");
        hub.deliveries()
                .subscribe(subscription, attempt -> {
                    delivered.increment();
                    return DONE;
                })
                .ready()
                .join();
    }

    @Override
    public void publish(long number, byte[] payload) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(SOURCE)
                .withType("bench.measured")
                .withSubject(Long.toString(number & 0xffff))
                .withDataContentType("application/octet-stream")
                .withData(payload)
                .build();
        hub.publisher().publish(event).join();
    }

    @Override
    public long delivered() {
        return delivered.sum();
    }

    @Override
    public long forces() {
        return store.status().forces();
    }

    @Override
    public void close() {
        hub.close();
        store.close();
    }
}
