package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a dead letter tells others; the steps are those of {@code IntentWorker}. */
class FailEventTest {

    private final TestHub hub = TestHub.start().failType("order", "order.failed");
    private final RecordingTarget target = new RecordingTarget(hub)
            .failingWhere(
                    attempt -> attempt.event().type().equals("order"),
                    Failure.http(400, "no such account", Optional.empty()));
    private final Policy failing = policy().failEvent().build();

    private List<CloudEvent> failEvents() {
        return hub.log().stream()
                .filter(event -> event.getType().equals("order.failed"))
                .toList();
    }

    @Test
    void aDeathPublishesTheFailTypeOnceCausedByTheEventInTheSameTransaction() throws IOException {
        hub.subscribe("billing", "order", Optional.empty(), failing, new StartAt.Beginning(), target);
        hub.publish("a");
        CloudEvent event = hub.log().get(0);

        assertThat(failEvents()).singleElement().satisfies(fail -> {
            assertThat(fail.getSource()).hasToString("/serai/billing");
            assertThat(fail.getSubject()).isEqualTo("a");
            assertThat(fail.getExtension("causationid")).isEqualTo(event.getId());
            assertThat(fail.getExtension("correlationid")).isNotNull().isEqualTo(event.getExtension("correlationid"));
            assertThat(fail.getDataContentType()).isEqualTo("application/json");
        });
        JsonNode data =
                new ObjectMapper().readTree(failEvents().get(0).getData().toBytes());
        assertThat(data.path("subscription").asText()).isEqualTo("billing");
        assertThat(data.path("cause").asText()).isEqualTo("http:400");
        assertThat(data.path("message").asText()).isEqualTo("no such account");
        assertThat(data.path("attempts").asInt()).isEqualTo(1);
        assertThat(data.path("event").path("id").asText()).isEqualTo("e1");
    }

    @Test
    void whoeverSubscribesToTheFailTypeGetsIt() {
        RecordingTarget compensation = new RecordingTarget(hub);
        hub.subscribe("compensation", "order.failed", Optional.empty(), failing, new StartAt.Beginning(), compensation);
        hub.subscribe("billing", "order", Optional.empty(), failing, new StartAt.Beginning(), target);
        hub.publish("a");

        assertThat(compensation.seen).hasSize(1);
    }

    @Test
    void aLetterThatDiesAgainDoesNotPublishAgain() {
        hub.subscribe("billing", "order", Optional.empty(), failing, new StartAt.Beginning(), target);
        hub.publish("a");
        hub.hub
                .deadLetters()
                .redrive(hub.letters().get(0).id(), "ops", Optional.empty())
                .join();

        assertThat(target.seen).hasSize(2);
        assertThat(hub.letters().get(0).state()).isEqualTo(DeadLetter.State.DEAD);
        assertThat(failEvents()).hasSize(1);
    }

    @Test
    void eachSubscriptionPublishesItsOwn() {
        hub.subscribe("billing", "order", Optional.empty(), failing, new StartAt.Beginning(), target);
        hub.subscribe("shipping", "order", Optional.empty(), failing, new StartAt.Beginning(), target);
        hub.publish("a");

        assertThat(failEvents()).hasSize(2);
    }

    @Test
    void aTypeWithoutFailTypePublishesNothing() {
        hub.subscribe(
                "billing",
                "refund",
                Optional.empty(),
                failing,
                new StartAt.Beginning(),
                new RecordingTarget(hub).failing(Failure.http(400, "no", Optional.empty())));
        hub.publish(hub.event("refund", "a"));

        assertThat(hub.log()).hasSize(1);
        assertThat(hub.letters()).hasSize(1);
    }

    @Nested
    class AcrossACrash {

        @Test
        void anIntentThatWasNotCarriedOutIsCarriedOut() {
            // the store refuses: the intent stands, the fail event is not in the log
            hub.deliveries().sendDeadLettersWith((endpoint, letter, event) -> new CompletableFuture<>());
            hub.subscribe(
                    "billing",
                    "order",
                    Optional.empty(),
                    policy().failEvent().deadLetterTo("jms:queue:dead").build(),
                    new StartAt.Beginning(),
                    target);
            hub.publish("a");
            hub.advance(Duration.ofSeconds(5));
            List<String> sent = new ArrayList<>();

            hub.cutPower();
            hub.deliveries().sendDeadLettersWith((endpoint, letter, event) -> {
                sent.add(endpoint + " " + letter.id());
                return CompletableFuture.completedFuture(null);
            });

            // not even a target is needed
            assertThat(sent)
                    .containsExactly("jms:queue:dead " + hub.letters().get(0).id());
            assertThat(failEvents()).hasSize(1);
        }

        @Test
        void oneThatWasCarriedOutAndNotStruckOffIsThereOnce() {
            hub.subscribe("billing", "order", Optional.empty(), failing, new StartAt.Beginning(), target);
            hub.publish("a");
            assertThat(failEvents()).hasSize(1);

            // what strikes it off is not forced
            hub.cutPower();
            hub.subscribe("billing", "order", Optional.empty(), failing, new StartAt.Beginning(), target);
            hub.advance(Duration.ofMinutes(1));

            assertThat(failEvents()).hasSize(1);
            assertThat(hub.letters().get(0).history())
                    .extracting(DeadLetter.Entry::what)
                    .containsExactly("attempt 1", "fail event");
        }
    }

    @Nested
    class SentOn {

        private final Policy forwarding =
                policy().deadLetterTo("jms:queue:dead").build();
        private final List<CloudEvent> sent = new ArrayList<>();

        @Test
        void theLetterGoesToTheEndpointWithWhatKnativeSinksLookAt() {
            hub.deliveries().sendDeadLettersWith((endpoint, letter, event) -> {
                sent.add(event);
                return CompletableFuture.completedFuture(null);
            });
            hub.subscribe("billing", "order", Optional.empty(), forwarding, new StartAt.Beginning(), target);
            hub.publish("a");

            assertThat(sent).singleElement().satisfies(event -> {
                assertThat(event.getId()).isEqualTo("e1");
                assertThat(event.getExtension("knativeerrordest")).isEqualTo("billing");
                assertThat(event.getExtension("knativeerrorcode")).isEqualTo(400);
                assertThat(event.getExtension("knativeerrordata")).isEqualTo("no such account");
            });
        }

        @Test
        void untilSomebodySaysHowItWaits() {
            hub.subscribe("billing", "order", Optional.empty(), forwarding, new StartAt.Beginning(), target);
            hub.publish("a");
            hub.advance(Duration.ofMinutes(1));

            hub.deliveries().sendDeadLettersWith((endpoint, letter, event) -> {
                sent.add(event);
                return CompletableFuture.completedFuture(null);
            });

            assertThat(sent).hasSize(1);
        }

        @Test
        void itIsTriedUntilItSucceeds() {
            hub.deliveries().sendDeadLettersWith((endpoint, letter, event) -> {
                sent.add(event);
                return sent.size() < 4
                        ? CompletableFuture.failedFuture(new IOException("queue is full"))
                        : CompletableFuture.completedFuture(null);
            });
            hub.subscribe("billing", "order", Optional.empty(), forwarding, new StartAt.Beginning(), target);
            hub.publish("a");
            hub.advance(Duration.ofHours(1));

            assertThat(sent).hasSize(4);
            assertThat(hub.letters().get(0).history())
                    .extracting(DeadLetter.Entry::detail)
                    .contains("sent to jms:queue:dead");
        }
    }
}
