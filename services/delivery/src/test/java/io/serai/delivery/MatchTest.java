package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which events a subscription gets, what its answer publishes, and what is said of an event. */
class MatchTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub);

    private void subscribe(String types, String filter) {
        hub.subscribe(
                "billing",
                types,
                Optional.of(filter).filter(text -> !text.isEmpty()),
                Policy.DEFAULT,
                new StartAt.Beginning(),
                target);
    }

    private Fate fate(Position position) {
        StoredEvent event = hub.store.read(position).orElseThrow();
        return hub.deliveries().fates(event).get(0);
    }

    @Test
    void onlyEventsOfTheTypesThatPassTheFilter() {
        subscribe("shop.order.*,refund", "subject = 'a'");
        hub.publish(hub.event("shop.order.placed", "a"));
        hub.publish(hub.event("shop.order.placed", "b"));
        hub.publish(hub.event("shop.ordering", "a"));
        hub.publish(hub.event("refund", "a"));
        hub.publish(hub.event("refund.more", "a"));
        hub.advance(Duration.ofSeconds(1));

        assertThat(target.attempts()).containsExactly("e1#1", "e4#1");
        assertThat(hub.state("billing").lag()).isZero();
    }

    @Test
    void anEventThatTheFilterCannotEvaluateIsPassedOver() {
        subscribe("*", "amount / 0 = 1 OR amount > 10");
        hub.publish("a");
        hub.advance(Duration.ofSeconds(1));

        assertThat(target.seen).isEmpty();
        assertThat(hub.state("billing").lag()).isZero();
    }

    @Test
    void theFateOfAnEventIsTold() {
        subscribe("order", "subject <> 'x'");
        Position delivered = hub.publish("a");
        Position otherType = hub.publish(hub.event("refund", "a"));
        Position filtered = hub.publish("x");
        target.failing(RecordingTarget.REFUSED);
        Position retrying = hub.publish("b");
        Position blocked = hub.publish("b");
        target.failing(Failure.http(400, "no", Optional.empty()));
        Position dead = hub.publish("c");
        target.answering(attempt -> new CompletableFuture<>());
        Position inFlight = hub.publish("d");
        hub.deliveries().pause("billing").join();
        Position pending = hub.publish("e");

        assertThat(fate(delivered).state()).isEqualTo(Fate.State.DELIVERED);
        assertThat(fate(otherType))
                .isEqualTo(new Fate("billing", Fate.State.NO_MATCH, "type 'refund' is none of order"));
        assertThat(fate(filtered))
                .isEqualTo(new Fate("billing", Fate.State.NO_MATCH, "the filter does not match: subject <> 'x'"));
        assertThat(fate(retrying).state()).isEqualTo(Fate.State.RETRYING);
        assertThat(fate(retrying).why())
                .startsWith("1 attempt failed, the last with http:409: not now; the next is due");
        assertThat(fate(blocked))
                .isEqualTo(new Fate("billing", Fate.State.BLOCKED, "waits for an earlier event of key 'b'"));
        assertThat(fate(dead).state()).isEqualTo(Fate.State.DEAD);
        assertThat(fate(inFlight).state()).isEqualTo(Fate.State.IN_FLIGHT);
        assertThat(fate(pending).state()).isEqualTo(Fate.State.PENDING);
    }

    private CloudEvent reply(String id) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/billing"))
                .withType("charged")
                .withSubject("a")
                .build();
    }

    private List<CloudEvent> replies() {
        return hub.log().stream()
                .filter(event -> event.getType().equals("charged"))
                .toList();
    }

    @Test
    void aReplyIsPublishedOnceCausedByTheEvent() {
        target.answering(
                attempt -> CompletableFuture.completedFuture(new Outcome.Delivered(Optional.of(reply("random")))));
        subscribe("order", "");
        hub.publish("a");
        CloudEvent event = hub.log().stream()
                .filter(one -> one.getType().equals("order"))
                .findFirst()
                .orElseThrow();

        assertThat(replies()).singleElement().satisfies(reply -> {
            assertThat(reply.getExtension("causationid")).isEqualTo("e1");
            assertThat(reply.getExtension("correlationid")).isEqualTo(event.getExtension("correlationid"));
        });

        // the crash takes the cursor: the event is delivered again, and answers again
        hub.cutPower();
        subscribe("order", "");
        assertThat(target.seen).hasSize(2);
        assertThat(replies()).hasSize(1);
    }

    @Test
    void anotherReplyToASecondDeliveryIsNotPublished() {
        target.answering(attempt ->
                CompletableFuture.completedFuture(new Outcome.Delivered(Optional.of(CloudEventBuilder.from(reply("r"))
                        .withType(target.seen.size() > 1 ? "charged.later" : "charged")
                        .build()))));
        subscribe("order", "");
        hub.publish("a");
        hub.cutPower();
        subscribe("order", "");
        hub.advance(Duration.ofMinutes(1));

        assertThat(replies()).hasSize(1);
        assertThat(hub.log()).hasSize(2);
        assertThat(hub.state("billing").retrying()).isZero();
    }

    @Test
    void aReplyThatCannotBePublishedIsAFailedAttempt() {
        target.answering(attempt -> CompletableFuture.completedFuture(new Outcome.Delivered(Optional.of(
                CloudEventBuilder.from(reply("r")).withData(new byte[2 << 20]).build()))));
        subscribe("order", "");
        hub.publish("a");

        assertThat(hub.state("billing").retrying()).isEqualTo(1);
        assertThat(hub.state("billing").lastError().orElseThrow()).contains("EventTooLargeException");
    }
}
