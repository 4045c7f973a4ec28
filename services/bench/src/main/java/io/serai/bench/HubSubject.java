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

/** The hub without its doors: publish, and subscriptions whose targets do nothing. */
final class HubSubject implements Subject {

    private static final URI SOURCE = URI.create("/bench");
    private static final CompletionStage<Outcome> DONE = CompletableFuture.completedFuture(Outcome.delivered());

    private final EventStore store;
    private final EventHub hub;
    private final Fan fan;
    private final LongAdder delivered = new LongAdder();

    /**
     * How many subscriptions there are.
     *
     * @param all with those that look at each event and want none
     */
    record Fan(int all, int wanting) {

        /** Reads {@code 3}, or {@code 30:3} where 3 of 30 want the events. */
        static Fan parse(String text) {
            String[] parts = text.split(":", 2);
            int all = Integer.parseInt(parts[0]);
            return new Fan(all, parts.length == 1 ? all : Integer.parseInt(parts[1]));
        }
    }

    HubSubject(EventStore store, Fan fan) {
        this.store = store;
        this.fan = fan;
        hub = EventHub.builder(store).definitions(Definitions.none()).build();
        for (int i = 0; i < fan.all; i++) {
            EventTypes types = i < fan.wanting ? EventTypes.ALL : EventTypes.parse("bench.unwanted." + i);
            Subscription subscription = new Subscription(
                    name(i), types, Optional.empty(), Policy.DEFAULT, new StartAt.Now(), "the benchmark");
            hub.deliveries()
                    .subscribe(subscription, attempt -> {
                        delivered.increment();
                        return DONE;
                    })
                    .ready()
                    .join();
        }
    }

    private static String name(int number) {
        return "bench-" + number;
    }

    /** Lets events gather. */
    void pause() {
        hub.deliveries().pause(name(0)).join();
    }

    void resume() {
        hub.deliveries().resume(name(0)).join();
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
        return delivered.sum() / fan.wanting;
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
