package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is set ahead or back while events are on their way. */
class ClockTest {

    private static final Duration DELAY = Duration.ofSeconds(10);

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub).failing(RecordingTarget.REFUSED);

    @Nested
    class WhileARetryWaits {

        @ParameterizedTest
        @ValueSource(ints = {-24, -1, 1, 24})
        void itComesAfterItsDelayAndNoSooner(int hours) {
            hub.subscribe(
                    "billing", policy().fixed(DELAY).maxAge(Duration.ofDays(9)).build(), target);
            hub.publish("a");
            hub.time.set(Duration.ofHours(hours));

            hub.advance(DELAY.minusMillis(1));
            assertThat(target.seen).hasSize(1);
            hub.advance(Duration.ofMillis(1));
            assertThat(target.seen).hasSize(2);
        }

        @Test
        void thoseThatFailedBeforeAndAfterKeepTheirOrder() {
            hub.subscribe("billing", policy().fixed(DELAY).build(), target);
            hub.publish("a");
            hub.time.set(Duration.ofHours(-1));
            hub.advance(Duration.ofSeconds(1));
            hub.publish("b");
            hub.advance(DELAY);

            assertThat(target.attempts()).containsExactly("e1#1", "e2#1", "e1#2", "e2#2");
        }
    }

    @Nested
    class WhileTheProcessIsDown {

        private void restartWithTheClockSet(Duration ahead) {
            hub.subscribe("billing", policy().fixed(DELAY).build(), target);
            hub.publish("a");
            hub.time.set(ahead);
            hub.restart();
            hub.subscribe("billing", policy().fixed(DELAY).build(), target);
        }

        @Test
        void backARetryWaitsItsDelayAnewAtMost() {
            restartWithTheClockSet(Duration.ofHours(-1));

            assertThat(target.seen).hasSize(1);
            hub.advance(DELAY);
            assertThat(target.seen).hasSize(2);
        }

        @Test
        void aheadItIsDueAtOnce() {
            restartWithTheClockSet(Duration.ofHours(1));

            assertThat(target.seen).hasSize(2);
        }
    }

    @Nested
    class MaxAge {

        private final Policy policy =
                policy().fixed(DELAY).maxAge(Duration.ofHours(1)).build();

        @Test
        void countsByTheClockYetTheNextAttemptIsMade() {
            hub.subscribe("billing", policy, target);
            hub.publish("a");
            hub.time.set(Duration.ofHours(2));

            assertThat(hub.letters()).isEmpty();
            hub.advance(DELAY);

            assertThat(target.seen).hasSize(2);
            assertThat(hub.letters()).singleElement().satisfies(letter -> assertThat(letter.reason())
                    .startsWith("max-age"));
        }

        @Test
        void killsNothingThatThenSucceeds() {
            hub.subscribe("billing", policy, target);
            hub.publish("a");
            hub.time.set(Duration.ofHours(2));
            target.delivering();
            hub.advance(DELAY);

            assertThat(hub.letters()).isEmpty();
            assertThat(hub.state("billing").delivered()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aTimeoutIsNoLongerAndNoShorter(int hours) {
        target.answering(attempt -> new CompletableFuture<>());
        hub.subscribe(
                "billing", policy().timeout(DELAY).fixed(Duration.ofHours(9)).build(), target);
        hub.publish("a");
        hub.time.set(Duration.ofHours(hours));

        hub.advance(DELAY.minusMillis(1));
        assertThat(hub.state("billing").retrying()).isZero();
        hub.advance(Duration.ofMillis(1));
        assertThat(hub.state("billing").retrying()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void eventsAreTakenAndDeliveredInOrder(int hours) {
        target.delivering();
        hub.subscribe("billing", target);
        hub.publish("a");
        hub.time.set(Duration.ofHours(hours));
        hub.publish("a");
        hub.publish("a");

        assertThat(target.attempts()).containsExactly("e1#1", "e2#1", "e3#1");
    }

    @Nested
    class Retention {

        private static final Duration MONTH = Duration.ofDays(30);
        private static final Duration ROUND = Duration.ofMinutes(11);

        private int events() {
            return hub.log().size();
        }

        @Test
        void removesNothingBecauseOfAClockSetAheadBeforeTheNextStart() {
            hub.retention("order", MONTH);
            List.of("a", "a", "a").forEach(hub::publish);
            hub.time.set(MONTH.multipliedBy(12));
            hub.advance(ROUND);
            assertThat(events()).isEqualTo(3);

            hub.restart();
            hub.advance(ROUND);
            assertThat(events()).as("a start believes the clock").isEqualTo(1);
        }

        @Test
        void removesWhatIsOldByTheTimeThatHasPassedToo() {
            hub.retention("order", MONTH);
            List.of("a", "a", "a").forEach(hub::publish);
            hub.time.set(Duration.ofHours(1));
            hub.advance(MONTH.plus(ROUND));

            assertThat(events()).isEqualTo(1);
        }

        @Test
        void waitsForAClockThatWasSetBack() {
            hub.retention("order", MONTH);
            List.of("a", "a", "a").forEach(hub::publish);
            hub.time.set(Duration.ofDays(-1));
            hub.advance(MONTH.plus(ROUND));
            assertThat(events()).isEqualTo(3);

            hub.advance(Duration.ofDays(1));
            assertThat(events()).isEqualTo(1);
        }
    }
}
