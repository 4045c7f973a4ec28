package io.serai.test;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.EventHub;
import io.serai.delivery.Fate;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.time.ManualTime;
import io.serai.store.Appended;
import io.serai.store.StoredEvent;
import io.serai.test.internal.Arrivals;
import io.serai.test.internal.OutsideComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.awaitility.Awaitility;

/** The hub of a test: publish, let messages arrive, let time pass, and see what became of it all. */
public final class Serai {

    private static final int ALL = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(30);

    private final EventHub hub;
    private final CamelContext camel;
    private final ManualTime time;
    private final Arrivals arrivals;

    public Serai(EventHub hub, CamelContext camel, ManualTime time) {
        this.hub = hub;
        this.camel = camel;
        this.time = time;
        this.arrivals = new Arrivals(camel, time);
    }

    /** Publishes an event with JSON data, as an application of source {@code /test} would. */
    public Appended publish(String type, String subject, String json) {
        return publish(CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(URI.create("/test"))
                .withType(type)
                .withSubject(subject)
                .withDataContentType("application/json")
                .withData(json.getBytes(StandardCharsets.UTF_8))
                .build());
    }

    /**
     * Publishes an event.
     *
     * @throws io.serai.store.StoreException where the hub refuses it
     */
    public Appended publish(CloudEvent event) {
        started();
        try {
            return hub.publisher().publish(event).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw failed;
        }
    }

    /** As {@link #arrive(String, Object, Map)}, without headers. */
    public Exchange arrive(String from, Object body) {
        return arrive(from, body, Map.of());
    }

    /**
     * Lets a message arrive where a route listens, and waits for the route's end. The headers with which the consumers of
     * Kafka and JMS tell where a message was are added.
     *
     * @param from the {@code from} of the route without its parameters, such as {@code kafka:orders}, or the route's id
     * @return the exchange; has it an exception, then the message would not have been acknowledged
     */
    public Exchange arrive(String from, Object body, Map<String, Object> headers) {
        started();
        return arrivals.send(from, body, headers);
    }

    /**
     * The stand-in for a system that routes send to, to say what is expected of it or how it answers.
     *
     * @param to the address without its parameters, such as {@code http://billing:8080/charges}
     */
    public MockEndpoint target(String to) {
        return camel.getEndpoint(OutsideComponent.mockOf(camel.resolvePropertyPlaceholders(to)), MockEndpoint.class);
    }

    /** Waits until nothing is left to do at this time: everything delivered, waiting for a retry, or given up. */
    public void settle() {
        started();
        Awaitility.await("the hub to come to rest")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .during(QUIET)
                .until(this::resting);
    }

    /** Lets the time pass, from rest to rest: what falls due in it is done. */
    public void advance(Duration by) {
        settle();
        time.advance(by);
        settle();
    }

    public Instant now() {
        return time.instant();
    }

    /** All events of the log, in the order in which it took them in. */
    public List<CloudEvent> events() {
        return stored().stream().map(StoredEvent::event).toList();
    }

    /** All events of a type. */
    public List<CloudEvent> events(String type) {
        return events().stream().filter(event -> event.getType().equals(type)).toList();
    }

    /** What became of an event at a subscription. */
    public Fate fate(Appended published, String subscription) {
        StoredEvent event = hub.store()
                .read(published.position())
                .orElseThrow(() -> new IllegalArgumentException("no event at " + published.position()));
        return hub.deliveries().fates(event).stream()
                .filter(fate -> fate.subscription().equals(subscription))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no subscription '" + subscription + "'; there are "
                        + hub.deliveries().subscriptions().stream()
                                .map(SubscriptionState::name)
                                .toList()));
    }

    public List<DeadLetter> deadLetters() {
        return hub.deadLetters()
                .list(
                        new DeadLetters.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        ALL);
    }

    /** What arrived and could not become an event. */
    public List<RejectedInput> rejected() {
        return hub.rejectedInputs().list(Optional.empty(), ALL);
    }

    /** Everything else. */
    public EventHub hub() {
        return hub;
    }

    private List<StoredEvent> stored() {
        List<StoredEvent> events = new ArrayList<>();
        for (int partition = 0; partition < hub.store().partitions(); partition++) {
            events.addAll(hub.store().read(partition, 0, ALL).events());
        }
        events.sort(Comparator.comparing(StoredEvent::recordedTime));
        return events;
    }

    /** A subscription that starts now misses what is published before its first cursors are durable. */
    private void started() {
        Awaitility.await("the subscriptions to start")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> hub.deliveries().subscriptions().stream()
                        .noneMatch(state -> state.status() == SubscriptionState.Status.STARTING));
    }

    private boolean resting() {
        return hub.deliveries().subscriptions().stream()
                .allMatch(state -> state.inFlight() == 0
                        && (state.lag() == 0 || state.status() != SubscriptionState.Status.ACTIVE));
    }
}
