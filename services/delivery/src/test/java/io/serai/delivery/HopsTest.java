package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.support.TestHub;
import io.serai.store.BatchRefusedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A subscription that publishes what it gets goes round until the limit, and there it is told why. */
class HopsTest {

    private static final int LIMIT = 32;

    private final TestHub hub = TestHub.start(1);

    private static DeliveryTarget replying(CloudEvent reply) {
        return attempt -> CompletableFuture.completedFuture(new Outcome.Delivered(Optional.of(reply)));
    }

    private static CloudEvent with(CloudEvent event, Object hops) {
        return CloudEventBuilder.from(event)
                .withExtension("seraihops", hops.toString())
                .build();
    }

    @Test
    void aReplyIsAHopFartherThanWhatItRepliesTo() {
        hub.subscribe(
                "answers",
                "order",
                Optional.empty(),
                Policy.DEFAULT,
                new StartAt.Beginning(),
                replying(hub.event("answer", "a")));

        hub.publish("a");
        hub.publish(with(hub.event("order", "b"), 7));

        assertThat(hub.log())
                .filteredOn(event -> event.getType().equals("answer"))
                .extracting(event -> event.getExtension("seraihops"))
                .containsExactlyInAnyOrder(1, 8);
    }

    @Test
    void aSubscriptionThatRepliesToItselfStopsAtTheLimitWithALetterThatSaysWhy() {
        hub.subscribe("echo", "*", Optional.empty(), Policy.DEFAULT, new StartAt.Beginning(), hub.echo());

        hub.publish("a");

        assertThat(hub.log()).hasSize(1 + LIMIT);
        assertThat(hub.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.subscription()).isEqualTo("echo");
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.reason()).isEqualTo("too many hops");
            assertThat(letter.cause()).isEqualTo("io.serai.delivery.TooManyHopsException");
            assertThat(letter.message())
                    .contains("would be number 33 of a chain", "serai.max-hops is 32", "publishes what it gets");
        });
    }

    @Test
    void aFailEventThatFailsAtTheSameSubscriptionStopsAtTheLimitToo() {
        hub.failType("order", "order");
        hub.subscribe(
                "strict",
                "*",
                Optional.empty(),
                policy().failEvent().attempts(1).build(),
                new StartAt.Beginning(),
                attempt ->
                        CompletableFuture.completedFuture(Outcome.failed(Failure.http(400, "no", Optional.empty()))));

        hub.publish("a");

        assertThat(hub.log()).hasSize(1 + LIMIT);
        assertThat(hub.letters()).hasSize(1 + LIMIT);
        assertThat(hub.letters())
                .extracting(letter ->
                        letter.history().get(letter.history().size() - 1).detail())
                .filteredOn(detail -> detail.contains("serai.max-hops is 32"))
                .hasSize(1);
    }

    @Test
    void aChainThatIsLongEnoughAlreadyIsRefusedFromOutside() {
        assertThat(hub.hub.publisher().publish(with(hub.event("order", "a"), LIMIT)))
                .isCompleted();
        assertThat(hub.hub.publisher().publish(List.of(with(hub.event("order", "a"), LIMIT + 1))))
                .isCompletedExceptionally()
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(BatchRefusedException.class, refused -> assertThat(refused.refused())
                        .extracting(BatchRefusedException.Refused::cause)
                        .hasOnlyElementsOfType(TooManyHopsException.class));
    }

    @Test
    void whatIsNoNumberCountsAsNone() {
        assertThat(Hops.of(with(hub.event("order", "a"), "many"))).isZero();
        assertThat(Hops.of(with(hub.event("order", "a"), -3))).isZero();
        assertThat(Hops.after(with(hub.event("order", "a"), Integer.MAX_VALUE))).isEqualTo(Integer.MAX_VALUE);
    }
}
