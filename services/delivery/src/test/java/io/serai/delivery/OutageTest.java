package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A target that is down as a whole. */
class OutageTest {

    private static final Duration PROBE = Duration.ofSeconds(5);

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub);
    private final Policy policy = policy().fixed(Duration.ofMinutes(10))
            .concurrency(4)
            .outage(6, PROBE)
            .build();

    private void publish(int events) {
        for (int i = 0; i < events; i++) {
            hub.publish("k" + i);
        }
    }

    @Test
    void afterSoManyFailuresInARowReadingStops() {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", policy, target);
        publish(100);

        assertThat(target.seen).hasSize(6);
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
        assertThat(hub.state("billing").outageSince()).contains(hub.time.instant());
    }

    @Test
    void oneProbeAtATimeIsSentAndNoAttemptUsedUp() {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", policy, target);
        publish(100);

        for (int probe = 1; probe <= 20; probe++) {
            hub.advance(PROBE);
            assertThat(target.seen).hasSize(6 + probe);
        }
        assertThat(target.seen).allSatisfy(seen -> assertThat(seen.number()).isEqualTo(1));
        assertThat(hub.letters()).isEmpty();
    }

    @Test
    void anOutageOfDaysKillsNothing() {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", policy, target);
        publish(100);
        hub.advance(Duration.ofDays(3));
        assertThat(hub.letters()).isEmpty();

        target.delivering();
        hub.advance(Duration.ofMinutes(11));

        assertThat(hub.letters()).isEmpty();
        assertThat(hub.state("billing").delivered()).isEqualTo(100);
        assertThat(hub.state("billing").retrying()).isZero();
    }

    @Test
    void aProbeThatIsAnsweredEndsTheOutage() {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", policy, target);
        publish(100);
        target.delivering();

        hub.advance(PROBE);

        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
        assertThat(hub.state("billing").delivered()).isEqualTo(94);
        assertThat(hub.state("billing").retrying()).isEqualTo(6);
    }

    @Test
    void anAnswerThatIsAnErrorOfTheEventEndsItToo() {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", policy, target);
        publish(7);
        target.failing(Failure.http(400, "bad", Optional.empty()));

        hub.advance(PROBE);

        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
    }

    @Test
    void failuresThatAreNotInARowAreNoOutage() {
        target.failingWhere(attempt -> !attempt.event().key().equals("k3"), RecordingTarget.DOWN);
        hub.subscribe(
                "billing", policy().outage(6, PROBE).unordered().concurrency(1).build(), target);
        for (int i = 0; i < 20; i++) {
            hub.publish("k" + i % 4);
        }

        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
        assertThat(target.seen).hasSize(20);
    }

    @Test
    void anEventThatTheTargetCannotBearDoesNotKeepItDownForTheOthers() {
        target.failingWhere(attempt -> attempt.event().key().equals("poison"), RecordingTarget.DOWN);
        hub.subscribe(
                "billing",
                policy().attempts(100)
                        .fixed(Duration.ofSeconds(1))
                        .outage(3, PROBE)
                        .build(),
                target);
        hub.publish("poison");
        hub.advance(Duration.ofSeconds(3));
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.OUTAGE);

        publish(10);
        hub.advance(PROBE.multipliedBy(2));

        assertThat(hub.state("billing").delivered()).isEqualTo(10);
    }

    @Test
    void timeOutsAreASignToo() {
        target.answering(attempt -> new java.util.concurrent.CompletableFuture<>());
        hub.subscribe(
                "billing",
                policy().timeout(Duration.ofSeconds(1))
                        .concurrency(10)
                        .outage(5, PROBE)
                        .build(),
                target);
        publish(5);
        hub.advance(Duration.ofSeconds(1));

        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
    }

    @Test
    void afterARestartNothingIsLostAndCountsGoOn() {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", policy, target);
        publish(50);
        hub.advance(Duration.ofMinutes(1));

        hub.restart();
        target.delivering();
        hub.subscribe("billing", policy, target);
        hub.advance(Duration.ofMinutes(10));

        Set<String> delivered =
                target.seen.stream().map(RecordingTarget.Seen::id).collect(Collectors.toSet());
        assertThat(delivered).hasSize(50);
        assertThat(hub.state("billing").lag()).isZero();
        assertThat(hub.state("billing").retrying()).isZero();
    }
}
