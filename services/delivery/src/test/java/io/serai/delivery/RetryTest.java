package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.Policy.Backoff;
import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.RecordingTarget.Seen;
import io.serai.delivery.support.TestHub;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a failed delivery is tried again, and when not. */
class RetryTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub).failing(RecordingTarget.REFUSED);

    private List<Duration> waits() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 1; i < target.seen.size(); i++) {
            waits.add(Duration.between(
                    target.seen.get(i - 1).time(), target.seen.get(i).time()));
        }
        return waits;
    }

    private static Duration s(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Nested
    class Backoffs {

        private List<Duration> waitsWith(Backoff backoff, double multiplier, Duration maxDelay) {
            hub.subscribe(
                    "billing",
                    policy().attempts(6)
                            .backoff(backoff, s(2), multiplier, maxDelay, 0)
                            .build(),
                    target);
            hub.publish("a");
            hub.advance(Duration.ofHours(1));
            return waits();
        }

        @Test
        void fixedWaitsAlwaysAsLong() {
            assertThat(waitsWith(Backoff.FIXED, 1, s(600))).containsExactly(s(2), s(2), s(2), s(2), s(2));
        }

        @Test
        void linearWaitsTheDelayTimesTheAttempt() {
            assertThat(waitsWith(Backoff.LINEAR, 1, s(600))).containsExactly(s(2), s(4), s(6), s(8), s(10));
        }

        @Test
        void exponentialMultipliesTheWait() {
            assertThat(waitsWith(Backoff.EXPONENTIAL, 3, s(600))).containsExactly(s(2), s(6), s(18), s(54), s(162));
        }

        @Test
        void noWaitIsLongerThanMaxDelay() {
            assertThat(waitsWith(Backoff.EXPONENTIAL, 3, s(20))).containsExactly(s(2), s(6), s(18), s(20), s(20));
        }

        @Test
        void jitterSpreadsToBothSidesAndNeverBeyondMaxDelay() {
            Policy spread = policy().attempts(2)
                    .backoff(Backoff.FIXED, s(100), 1, s(110), 0.2)
                    .unordered()
                    .concurrency(1_000)
                    .build();
            hub.subscribe("billing", spread, target);
            for (int i = 0; i < 200; i++) {
                hub.publish("k" + i);
            }
            Instant first = hub.time.instant();
            hub.advance(Duration.ofHours(1));

            List<Duration> waits = target.seen.stream()
                    .filter(seen -> seen.number() == 2)
                    .map(seen -> Duration.between(first, seen.time()))
                    .toList();
            assertThat(waits).hasSize(200).allSatisfy(wait -> assertThat(wait).isBetween(s(80), s(110)));
            assertThat(waits).anyMatch(wait -> wait.compareTo(s(90)) < 0);
            assertThat(waits).anyMatch(wait -> wait.equals(s(110)));
            assertThat(waits.stream().distinct().count()).isGreaterThan(50);
        }
    }

    @Nested
    class AcrossRestarts {

        private final Policy policy = policy().attempts(5).fixed(s(100)).build();

        @Test
        void attemptsAndDueTimesGoOnAfterAKill() {
            hub.subscribe("billing", policy, target);
            hub.publish("a");
            Instant first = hub.time.instant();
            hub.advance(s(130));

            hub.kill();
            hub.advance(s(10));
            hub.subscribe("billing", policy, target);
            hub.advance(s(1_000));

            assertThat(target.seen).extracting(Seen::number).containsExactly(1, 2, 3, 4, 5);
            assertThat(target.seen)
                    .extracting(seen -> Duration.between(first, seen.time()))
                    .containsExactly(s(0), s(100), s(200), s(300), s(400));
            assertThat(hub.letters()).singleElement().satisfies(letter -> assertThat(letter.history())
                    .hasSize(5));
        }

        @Test
        void theyGoOnAfterAPowerCut() {
            hub.subscribe("billing", policy, target);
            hub.publish("a");
            hub.advance(s(130));

            hub.cutPower();
            hub.subscribe("billing", policy, target);
            hub.advance(s(1_000));

            assertThat(target.seen).extracting(Seen::number).containsExactly(1, 2, 3, 4, 5);
        }

        @Test
        void whatFellDueMeanwhileIsTriedAtOnce() {
            hub.subscribe("billing", policy, target);
            hub.publish("a");

            hub.restart();
            hub.advance(s(5_000));
            assertThat(target.attempts()).containsExactly("e1#1");
            hub.subscribe("billing", policy, target);

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2");
        }

        @Test
        void aCountIsNotForgottenWhenTheCursorIs() {
            // the row is durable, the cursor that passed it is not
            hub.subscribe("billing", policy, target);
            hub.publish("a");

            hub.cutPower();
            hub.subscribe("billing", policy, target);
            hub.advance(s(100));

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2");
        }
    }

    @Nested
    class GivingUp {

        @ParameterizedTest
        @ValueSource(ints = {400, 401, 403, 405, 410, 422, 499})
        void byDefaultOtherClientErrorsAreDeadAtOnce(int status) {
            target.failing(Failure.http(status, "no", Optional.empty()));
            hub.subscribe("billing", target);
            hub.publish("a");

            assertThat(hub.letters()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo("give-up-on http:4xx except 404,408,409,429");
                assertThat(letter.cause()).isEqualTo("http:" + status);
                assertThat(letter.attempts()).isEqualTo(1);
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {404, 408, 409, 429, 500, 502, 503, 504})
        void byDefaultTheseAreTriedAgain(int status) {
            target.failing(Failure.http(status, "no", Optional.empty()));
            hub.subscribe("billing", target);
            hub.publish("a");

            hub.advance(s(2));
            assertThat(target.seen).hasSizeGreaterThan(1);
            assertThat(hub.letters()).isEmpty();
        }

        @Test
        void anExceptionOfTheClassNamedIsDeadAtOnceAlsoAsACause() {
            target.answering(attempt -> CompletableFuture.failedFuture(
                    new IllegalStateException("wrapped", new java.io.FileNotFoundException("gone"))));
            hub.subscribe("billing", policy().giveUpOn("java.io.IOException").build(), target);
            hub.publish("a");

            assertThat(hub.letters()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo("give-up-on java.io.IOException");
                assertThat(letter.cause()).isEqualTo("java.lang.IllegalStateException");
                assertThat(letter.message()).isEqualTo("wrapped");
            });
        }

        @Test
        void anExceptionThrownIsAFailedAttempt() {
            target.answering(attempt -> {
                throw new IllegalStateException("broken route");
            });
            hub.subscribe("billing", policy().attempts(1).build(), target);
            hub.publish("a");

            assertThat(hub.letters()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo("1 attempt used up");
                assertThat(letter.message()).isEqualTo("broken route");
            });
        }

        @Test
        void afterMaxAgeTheDeliveryIsDeadWhateverIsLeft() {
            hub.subscribe(
                    "billing", policy().attempts(100).fixed(s(10)).maxAge(s(35)).build(), target);
            hub.publish("a");
            hub.advance(Duration.ofHours(1));

            assertThat(target.seen).hasSize(4);
            assertThat(hub.letters()).singleElement().satisfies(letter -> assertThat(letter.reason())
                    .isEqualTo("max-age PT35S would be over before the next attempt"));
        }
    }

    @Nested
    class RetryAfter {

        private List<Duration> waitsWhenAskedFor(Duration asked, Duration maxDelay) {
            target.failing(Failure.http(429, "slow down", Optional.of(asked)));
            hub.subscribe(
                    "billing",
                    policy().attempts(3)
                            .backoff(Backoff.FIXED, s(2), 1, maxDelay, 0)
                            .build(),
                    target);
            hub.publish("a");
            hub.advance(Duration.ofHours(1));
            return waits();
        }

        @Test
        void isWaitedFor() {
            assertThat(waitsWhenAskedFor(s(40), s(300))).containsExactly(s(40), s(40));
        }

        @Test
        void isWaitedForUpToMaxDelay() {
            assertThat(waitsWhenAskedFor(s(4_000), s(300))).containsExactly(s(300), s(300));
        }

        @Test
        void doesNotShortenTheDelay() {
            assertThat(waitsWhenAskedFor(s(1), s(300))).containsExactly(s(2), s(2));
        }
    }

    @Test
    void anErrorThrownFailsTheAttemptAndNotTheSubscription() {
        target.answering(attempt -> {
            if (attempt.event().key().equals("a")) {
                throw new NoClassDefFoundError("org/missing/Driver");
            }
            return CompletableFuture.completedFuture(Outcome.delivered());
        });
        hub.subscribe("billing", target);
        hub.publish("a");
        hub.publish("b");
        hub.advance(s(2));

        assertThat(target.attempts()).startsWith("e1#1", "e2#1", "e1#2");
    }

    @Test
    void memoryThatRanOutIsToldToWhoRunsTheProcess() {
        List<Throwable> told = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> told.add(error));
        try {
            OutOfMemoryError memory = new OutOfMemoryError("not really");
            target.answering(
                    attempt -> CompletableFuture.failedFuture(new IllegalStateException("in the route", memory)));
            hub.subscribe("billing", target);
            hub.publish("a");

            assertThat(told).containsExactly(memory);
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
    }

    @Test
    void anIoExceptionIsTriedAgain() {
        target.answering(attempt -> CompletableFuture.failedFuture(new IOException("reset")));
        hub.subscribe("billing", target);
        hub.publish("a");
        hub.advance(s(2));

        assertThat(target.seen).hasSizeGreaterThan(1);
        assertThat(hub.state("billing").lastError()).contains("java.io.IOException: reset");
    }
}
