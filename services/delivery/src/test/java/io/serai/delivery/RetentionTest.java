package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.serai.delivery.support.Policies;
import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events go when they are old enough and nothing needs them, and not before. */
class RetentionTest {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration ROUND = Duration.ofMinutes(11);

    private final TestHub hub = TestHub.start(1).retention("order", MONTH);
    private final RecordingTarget target = new RecordingTarget(hub);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void removesWhatIsOldEnough() {
        hub.subscribe("billing", target);
        publish(20);
        hub.advance(MONTH.dividedBy(2));
        publish(10);

        hub.advance(MONTH.dividedBy(2).plus(ROUND));

        assertThat(ids()).containsExactly("e21", "e22", "e23", "e24", "e25", "e26", "e27", "e28", "e29", "e30");
        assertThat(hub.state("billing").delivered()).isEqualTo(30);
    }

    @Test
    void keepsTypesWithoutARetentionForGood() {
        hub.subscribe("billing", target);
        for (int i = 0; i < 10; i++) {
            hub.publish(hub.event(i % 2 == 0 ? "order" : "invoice", "k"));
        }
        hub.advance(MONTH.multipliedBy(10));

        assertThat(hub.log()).extracting(CloudEvent::getType).hasSize(5).containsOnly("invoice");
    }

    @Test
    void removesWithoutAnySubscription() {
        publish(20);
        hub.advance(MONTH.plus(ROUND));

        assertThat(ids()).containsExactly("e20");
    }

    @Test
    void keepsWhatAPausedSubscriptionHasNotSeen() {
        hub.subscribe("billing", target);
        publish(10);
        hub.deliveries().pause("billing").join();
        publish(10);

        hub.advance(MONTH.plus(ROUND));
        assertThat(ids()).hasSize(10).startsWith("e11");

        hub.deliveries().resume("billing").join();
        assertThat(target.seen).hasSize(20);
        hub.advance(ROUND);
        assertThat(ids()).containsExactly("e20");
    }

    @Test
    void keepsWhatASubscriptionWithoutATargetHasNotSeen() {
        hub.subscribe("billing", target);
        publish(10);
        hub.restart();
        publish(10);

        hub.advance(MONTH.plus(ROUND));

        assertThat(ids()).hasSize(10).startsWith("e11");
    }

    @Test
    void keepsTheEventOfADeadLetterUntilItIsRedriven() {
        target.failing(Failure.http(400, "never", Optional.empty()));
        hub.subscribe("billing", target);
        hub.publish("a");
        target.delivering();
        publish(20);

        hub.advance(MONTH.multipliedBy(3));
        assertThat(ids()).containsExactly("e1", "e21");
        DeadLetter letter = hub.letters().get(0);
        hub.hub.deadLetters().redrive(letter.id(), "ops", Optional.empty()).join();
        assertThat(target.attempts()).endsWith("e1#2");

        hub.advance(MONTH.dividedBy(2));
        assertThat(ids()).as("a resolved letter can be looked at for a while").containsExactly("e1", "e21");
        hub.advance(MONTH);
        assertThat(ids()).containsExactly("e21");
        assertThat(hub.letters()).isEmpty();
    }

    @Test
    void keepsADiscardedLetterWhileACrashCouldBringItsEventBack() {
        Policy patient = Policies.policy()
                .timeout(MONTH.multipliedBy(9))
                .giveUpOn("http:400")
                .build();
        hub.subscribe(
                "billing",
                patient,
                attempt -> attempt.event().key().equals("hangs")
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(
                                Outcome.failed(Failure.http(400, "never", Optional.empty()))));
        hub.publish("hangs");
        hub.publish("dead");
        hub.hub
                .deadLetters()
                .discard(hub.letters().get(0).id(), "ops", Optional.empty())
                .join();
        hub.advance(MONTH.plus(ROUND));

        hub.kill();
        hub.subscribe("billing", target);
        hub.advance(Duration.ofSeconds(1));

        assertThat(target.attempts()).containsExactly("e1#1");
    }

    @Test
    void keepsTheEventsThatWaitBehindABlockedKey() {
        target.failing(Failure.http(400, "never", Optional.empty()));
        hub.subscribe("billing", Policies.policy().blocksKey().build(), target);
        hub.publish("a");
        target.delivering();
        hub.publish("a");
        hub.publish("b");
        hub.publish("a");
        publish(20);

        hub.advance(MONTH.plus(ROUND));
        assertThat(ids()).containsExactly("e1", "e2", "e4", "e24");

        hub.hub
                .deadLetters()
                .redrive(hub.letters().get(0).id(), "ops", Optional.empty())
                .join();
        assertThat(target.attempts()).endsWith("e1#2", "e2#1", "e4#1");
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish("k" + i);
        }
    }

    private List<String> ids() {
        return hub.log().stream().map(CloudEvent::getId).toList();
    }
}
