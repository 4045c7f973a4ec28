package io.serai.delivery.power;

import static io.serai.delivery.support.Policies.policy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.Attempt;
import io.serai.delivery.Catalog;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import io.serai.store.EventStore;
import io.serai.store.StoreConfig;
import io.serai.store.geode.GeodeStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A hub with two subscriptions: one that takes every order, one that takes some only later and some never. */
final class PickyHub implements AutoCloseable {

    static final String EASY = "easy";
    static final String PICKY = "picky";
    static final String FAIL_TYPE = "order.failed";

    private static final String TYPE = "order";
    private static final int PARTITIONS = 4;

    private final GeodeStore store;
    private final EventHub hub;

    private PickyHub(GeodeStore store, EventHub hub) {
        this.store = store;
        this.hub = hub;
    }

    /** @param attempted hears of every attempt when it begins */
    static PickyHub start(Path data, Path config, Consumer<Attempt> attempted) throws Exception {
        GeodeStore store = GeodeStore.create(StoreConfig.builder(data)
                .geodeConfig(config)
                .partitions(PARTITIONS)
                .redundantCopies(0)
                .build());
        store.ready().get(60, TimeUnit.SECONDS);
        Catalog.EventType order = new Catalog.EventType(
                TYPE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(FAIL_TYPE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        EventHub hub = EventHub.builder(store)
                .definitions(
                        new Definitions(Map.of(), Map.of("default", Policy.DEFAULT), new Catalog(Map.of(TYPE, order))))
                .build();
        Policy policy =
                policy().attempts(4).fixed(Duration.ofMillis(100)).failEvent().build();
        for (String name : List.of(EASY, PICKY)) {
            hub.deliveries()
                    .subscribe(
                            new Subscription(
                                    name,
                                    EventTypes.parse(TYPE),
                                    Optional.empty(),
                                    policy,
                                    new StartAt.Beginning(),
                                    "a test"),
                            attempt -> {
                                attempted.accept(attempt);
                                return CompletableFuture.completedFuture(
                                        name.equals(EASY) ? Outcome.delivered() : outcome(attempt));
                            })
                    .ready()
                    .get(60, TimeUnit.SECONDS);
        }
        return new PickyHub(store, hub);
    }

    private static Outcome outcome(Attempt attempt) {
        return switch (number(attempt.event().event().getId()) % 10) {
            case 0 -> Outcome.failed(Failure.http(400, "never", Optional.empty()));
            case 1 -> Outcome.failed(Failure.http(409, "not this one", Optional.empty()));
            case 2, 3 ->
                attempt.number() < 3
                        ? Outcome.failed(Failure.http(409, "not yet", Optional.empty()))
                        : Outcome.delivered();
            default -> Outcome.delivered();
        };
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    static CloudEvent order(String prefix, int number) {
        return CloudEventBuilder.v1()
                .withId(prefix + "-" + number)
                .withSource(URI.create("/test"))
                .withType(TYPE)
                .withSubject(prefix + number % 17)
                .withData("text/plain", new byte[200])
                .build();
    }

    EventHub hub() {
        return hub;
    }

    EventStore store() {
        return store;
    }

    @Override
    public void close() {
        hub.close();
        store.close();
    }
}
