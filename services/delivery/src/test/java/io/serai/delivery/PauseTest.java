package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PauseTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub);

    @Test
    void aPausedSubscriptionStartsNothingUntilResumed() {
        hub.subscribe("billing", target);
        hub.deliveries().pause("billing").join();
        hub.publish("a");
        hub.advance(Duration.ofHours(1));
        assertThat(target.seen).isEmpty();
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.PAUSED);

        hub.deliveries().resume("billing").join();

        assertThat(target.attempts()).containsExactly("e1#1");
    }

    @Test
    void aPauseHoldsThroughAPowerCut() {
        hub.subscribe("billing", target);
        hub.deliveries().pause("billing").join();
        hub.publish("a");

        hub.cutPower();
        hub.subscribe("billing", target);
        hub.advance(Duration.ofHours(1));
        assertThat(target.seen).isEmpty();
        hub.deliveries().resume("billing").join();
        hub.cutPower();
        hub.subscribe("billing", target);

        assertThat(target.attempts()).contains("e1#1");
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
    }

    @Test
    void whatIsInFlightEndsAndRetriesWait() {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        target.answering(attempt -> answer);
        hub.subscribe("billing", policy().fixed(Duration.ofSeconds(1)).build(), target);
        hub.publish("a");
        hub.deliveries().pause("billing").join();

        answer.complete(Outcome.failed(RecordingTarget.REFUSED));
        hub.advance(Duration.ofHours(1));

        assertThat(target.seen).hasSize(1);
        assertThat(hub.state("billing").failedAttempts()).isEqualTo(1);
        target.delivering();
        hub.deliveries().resume("billing").join();
        assertThat(target.attempts()).containsExactly("e1#1", "e1#2");
    }

    @Test
    void suspendingARegistrationIsNotKept() {
        var registration = hub.subscribe("billing", target);
        registration.suspend();
        hub.publish("a");
        assertThat(target.seen).isEmpty();
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.PAUSED);

        hub.restart();
        hub.subscribe("billing", target);

        assertThat(target.seen).hasSize(1);
    }

    @Test
    void resumingARegistrationDoesNotEndAPause() {
        var registration = hub.subscribe("billing", target);
        hub.deliveries().pause("billing").join();
        registration.suspend();
        registration.resume();
        hub.publish("a");

        assertThat(target.seen).isEmpty();
    }

    @Test
    void pausingWhatIsUnknownFails() {
        assertThat(hub.deliveries().pause("nobody"))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("there is no subscription 'nobody' on this node");
    }
}
