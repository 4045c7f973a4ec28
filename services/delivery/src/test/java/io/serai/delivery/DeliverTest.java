package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The main way: an event comes in, is delivered, fails, is tried again, is dead, is redriven. */
class DeliverTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub);

    @Test
    void anEventIsDeliveredOnceAndTheCursorPassesIt() {
        hub.subscribe("billing", target);

        hub.publish("a");
        hub.advance(Duration.ofSeconds(1));

        assertThat(target.attempts()).containsExactly("e1#1");
        assertThat(hub.state("billing").lag()).isZero();
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
        assertThat(hub.state("billing").delivered()).isEqualTo(1);
    }

    @Test
    void afterARestartWhatWasDeliveredIsNotDeliveredAgain() {
        hub.subscribe("billing", target);
        hub.publish("a");

        hub.restart();
        hub.subscribe("billing", target);
        hub.publish("b");

        assertThat(target.attempts()).containsExactly("e1#1", "e2#1");
    }

    @Test
    void aFailedDeliveryIsTriedAgainUntilItSucceeds() {
        target.failing(RecordingTarget.REFUSED);
        hub.subscribe("billing", target);
        hub.publish("a");

        hub.advance(Duration.ofSeconds(2));
        target.delivering();
        hub.advance(Duration.ofSeconds(5));

        assertThat(target.attempts()).containsExactly("e1#1", "e1#2", "e1#3");
        assertThat(hub.state("billing").retrying()).isZero();
        assertThat(hub.letters()).isEmpty();
    }

    @Test
    void aDeliveryThatHasUsedUpItsAttemptsIsADeadLetterWithItsHistory() {
        target.failing(RecordingTarget.REFUSED);
        hub.subscribe("billing", target);
        hub.publish("a");

        hub.advance(Duration.ofHours(1));

        assertThat(target.seen).hasSize(10);
        assertThat(hub.state("billing").dead()).isEqualTo(1);
        assertThat(hub.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.state()).isEqualTo(DeadLetter.State.DEAD);
            assertThat(letter.attempts()).isEqualTo(10);
            assertThat(letter.reason()).isEqualTo("10 attempts used up");
            assertThat(letter.cause()).isEqualTo("http:409");
            assertThat(letter.history())
                    .extracting(DeadLetter.Entry::what)
                    .startsWith("attempt 1", "attempt 2")
                    .endsWith("attempt 10");
        });
    }

    @Test
    void aRedrivenLetterIsDeliveredAndResolved() {
        target.failing(Failure.http(400, "never", java.util.Optional.empty()));
        hub.subscribe("billing", target);
        hub.publish("a");
        DeadLetter letter = hub.letters().get(0);

        target.delivering();
        hub.hub
                .deadLetters()
                .redrive(letter.id(), "ops", java.util.Optional.of("fixed"))
                .join();

        assertThat(target.attempts()).containsExactly("e1#1", "e1#2");
        assertThat(hub.hub.deadLetters().get(letter.id()).orElseThrow().state()).isEqualTo(DeadLetter.State.RESOLVED);
        assertThat(hub.state("billing").dead()).isZero();
    }
}
