package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Attempts in flight: how many, how fast, how long. */
class AttemptsTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub);
    private final List<CompletableFuture<Outcome>> open = new ArrayList<>();

    private CompletionStage<Outcome> later(Attempt attempt) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        open.add(answer);
        return answer;
    }

    @Test
    void noMoreThanConcurrencyAreInFlight() {
        target.answering(this::later);
        var registration = hub.subscribe("billing", policy().concurrency(3).build(), target);
        for (int i = 0; i < 10; i++) {
            hub.publish("k" + i);
        }
        assertThat(target.seen).hasSize(3);
        assertThat(registration.inFlight()).isEqualTo(3);

        open.get(1).complete(Outcome.delivered());

        assertThat(target.seen).hasSize(4);
        assertThat(hub.state("billing").inFlight()).isEqualTo(3);
    }

    @Test
    void noMoreThanTheRateStartInASecond() {
        hub.subscribe("billing", policy().rate(5).build(), target);
        for (int i = 0; i < 100; i++) {
            hub.publish("k" + i);
        }
        int atOnce = target.seen.size();
        hub.advance(Duration.ofSeconds(10));

        assertThat(atOnce).isEqualTo(1);
        assertThat(target.seen).hasSize(51);
    }

    @Test
    void aSlowSubscriptionDoesNotHoldUpAFastOneNorPublishing() {
        RecordingTarget slow = new RecordingTarget(hub).answering(this::later);
        hub.subscribe("slow", policy().concurrency(2).build(), slow);
        hub.subscribe("fast", target);

        for (int i = 0; i < 500; i++) {
            hub.publish("k" + i);
        }

        assertThat(target.seen).hasSize(500);
        assertThat(slow.seen).hasSize(2);
        assertThat(hub.state("slow").lag()).isEqualTo(500);
        assertThat(hub.state("fast").lag()).isZero();
    }

    @Test
    void aFailingSubscriptionDoesNotHoldUpAnother() {
        RecordingTarget failing = new RecordingTarget(hub).failing(RecordingTarget.DOWN);
        hub.subscribe("failing", failing);
        hub.subscribe("fast", target);

        for (int i = 0; i < 500; i++) {
            hub.publish("k" + i);
        }

        assertThat(target.seen).hasSize(500);
        assertThat(hub.state("failing").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
    }

    @Test
    void anAttemptSaysWhatItIs() {
        target.failing(RecordingTarget.REFUSED);
        hub.subscribe("billing", policy().timeout(Duration.ofSeconds(7)).build(), target);
        hub.publish("a");
        hub.advance(Duration.ofSeconds(1));

        Attempt second = target.seen.get(1).attempt();
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.subscription()).isEqualTo("billing");
        assertThat(second.replay()).isFalse();
        assertThat(second.deadline()).isEqualTo(hub.time.instant().plusSeconds(7));
        assertThat(second.idempotencyKey())
                .isEqualTo(target.seen.get(0).attempt().idempotencyKey())
                .isEqualTo("billing~" + second.event().position());
    }

    @Test
    void anAttemptAfterATakeOverIsOfAHigherIncarnation() {
        target.failing(RecordingTarget.REFUSED);
        hub.subscribe("billing", target);
        hub.publish("a");
        hub.restart();
        hub.subscribe("billing", target);
        hub.advance(Duration.ofSeconds(2));

        assertThat(target.seen.get(1).attempt().incarnation())
                .isGreaterThan(target.seen.get(0).attempt().incarnation());
    }

    @Nested
    class AfterATimeOut {

        private final Policy policy = policy().timeout(Duration.ofSeconds(5))
                .fixed(Duration.ofSeconds(1))
                .concurrency(2)
                .build();

        @Test
        void theAttemptHasFailedAndIsTriedAgain() {
            target.answering(this::never);
            hub.subscribe("billing", policy, target);
            hub.publish("a");

            hub.advance(Duration.ofMillis(4_999));
            assertThat(target.seen).hasSize(1);
            hub.advance(Duration.ofMillis(1_001));

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2");
            assertThat(hub.state("billing").lastError()).contains("timeout: no answer within PT5S");
        }

        private CompletionStage<Outcome> never(Attempt attempt) {
            return later(attempt);
        }

        @Test
        void aLateAnswerIsIgnored() {
            target.answering(AttemptsTest.this::later);
            hub.subscribe("billing", policy, target);
            hub.publish("a");
            hub.advance(Duration.ofMillis(5_500));
            assertThat(hub.state("billing").retrying()).isEqualTo(1);

            open.get(0).complete(Outcome.delivered());
            assertThat(hub.state("billing").retrying()).isEqualTo(1);
            assertThat(hub.state("billing").delivered()).isZero();
            hub.advance(Duration.ofMillis(600));
            open.get(1).complete(Outcome.delivered());

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2");
            assertThat(hub.state("billing").retrying()).isZero();
            assertThat(hub.state("billing").delivered()).isEqualTo(1);
        }

        @Test
        void itsSlotIsTakenUntilItEnds() {
            target.answering(AttemptsTest.this::later);
            hub.subscribe("billing", policy, target);
            hub.publish("a");
            hub.publish("b");
            hub.publish("c");

            hub.advance(Duration.ofSeconds(20));
            assertThat(target.seen).hasSize(2);
            assertThat(hub.state("billing").inFlight()).isEqualTo(2);
            open.get(0).complete(Outcome.delivered());

            assertThat(target.seen).hasSize(3);
        }

        @Test
        void anAnswerJustInTimeCounts() {
            target.answering(AttemptsTest.this::later);
            hub.subscribe("billing", policy, target);
            hub.publish("a");
            hub.advance(Duration.ofMillis(4_999));
            open.get(0).complete(Outcome.delivered());
            hub.advance(Duration.ofSeconds(60));

            assertThat(target.attempts()).containsExactly("e1#1");
            assertThat(hub.state("billing").failedAttempts()).isZero();
        }
    }
}
