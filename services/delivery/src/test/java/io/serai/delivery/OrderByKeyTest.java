package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.internal.rows.RowKeys;
import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.RecordingTarget.Seen;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@code order: key}: the steps are those of {@code KeyOrder}. */
class OrderByKeyTest {

    private static final Duration WHILE = Duration.ofSeconds(10);

    private final TestHub hub = TestHub.start(1);
    private final RecordingTarget target = new RecordingTarget(hub);
    private final List<CompletableFuture<Outcome>> open = new ArrayList<>();

    private CompletionStage<Outcome> later(Attempt attempt) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        open.add(answer);
        return answer;
    }

    private long rows(String prefix) {
        return hub.store.work(0, prefix).size();
    }

    private List<String> attemptsOf(String key) {
        return target.seen.stream()
                .filter(seen -> seen.key().equals(key))
                .map(Seen::toString)
                .toList();
    }

    @Test
    void anEventWaitsForTheOneOfItsKeyInFlightAndOtherKeysDoNot() {
        target.answering(this::later);
        hub.subscribe("billing", target);
        hub.publish("a");
        hub.publish("a");
        hub.publish("b");

        assertThat(target.attempts()).containsExactly("e1#1", "e3#1");
        open.get(0).complete(Outcome.delivered());
        assertThat(target.attempts()).containsExactly("e1#1", "e3#1", "e2#1");
    }

    @Test
    void withoutOrderNothingWaits() {
        target.answering(this::later);
        hub.subscribe("billing", policy().unordered().build(), target);
        hub.publish("a");
        hub.publish("a");

        assertThat(target.attempts()).containsExactly("e1#1", "e2#1");
    }

    @Nested
    class WhenAnEventFails {

        @Test
        void laterOnesOfItsKeyWaitWithOneRowAndOtherKeysFlow() {
            target.failingWhere(attempt -> attempt.event().key().equals("poison"), RecordingTarget.REFUSED);
            hub.subscribe("billing", target);
            hub.publish("poison");
            for (int i = 0; i < 100; i++) {
                hub.publish("poison");
                hub.publish("k" + i);
            }
            hub.advance(Duration.ofMillis(500));

            assertThat(attemptsOf("poison")).containsExactly("e1#1");
            assertThat(target.seen).hasSize(101);
            assertThat(rows(RowKeys.deliveries("billing"))).isEqualTo(1);
            assertThat(rows(RowKeys.blockedKeys("billing"))).isEqualTo(1);
            assertThat(hub.state("billing").lag()).isZero();
            assertThat(hub.state("billing").retrying()).isEqualTo(101);
        }

        @Test
        void whenItSucceedsThoseThatWaitedFollowInOrderAndTheMarkerGoes() {
            target.failing(RecordingTarget.REFUSED);
            hub.subscribe("billing", target);
            for (int i = 0; i < 200; i++) {
                hub.publish("a");
            }
            target.delivering();
            hub.advance(WHILE);

            assertThat(target.attempts())
                    .startsWith("e1#1", "e1#2", "e2#1", "e3#1")
                    .endsWith("e200#1")
                    .hasSize(201);
            assertThat(target.seen).isSortedAccordingTo((a, b) -> a.attempt()
                    .event()
                    .position()
                    .compareTo(b.attempt().event().position()));
            assertThat(rows(RowKeys.deliveries("billing"))).isZero();
            assertThat(rows(RowKeys.blockedKeys("billing"))).isZero();
            assertThat(hub.state("billing").retrying()).isZero();
        }

        @Test
        void oneThatFailsOnTheWayBlocksTheKeyAgain() {
            target.failingWhere(
                    attempt -> attempt.number() == 1
                            && List.of("e1", "e3")
                                    .contains(attempt.event().event().getId()),
                    RecordingTarget.REFUSED);
            hub.subscribe("billing", target);
            for (int i = 0; i < 4; i++) {
                hub.publish("a");
            }
            hub.advance(WHILE);

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2", "e2#1", "e3#1", "e3#2", "e4#1");
        }

        @Test
        void eventsThatComeDuringTheWalkFollow() {
            target.failing(RecordingTarget.REFUSED);
            hub.subscribe("billing", target);
            hub.publish("a");
            hub.publish("a");
            target.answering(this::laterUnlessFirst);
            hub.advance(WHILE);
            assertThat(target.attempts()).containsExactly("e1#1", "e1#2", "e2#1");

            hub.publish("a");
            assertThat(target.seen).hasSize(3);
            open.get(0).complete(Outcome.delivered());

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2", "e2#1", "e3#1");
        }

        private CompletionStage<Outcome> laterUnlessFirst(Attempt attempt) {
            return attempt.event().event().getId().equals("e1")
                    ? CompletableFuture.completedFuture(Outcome.delivered())
                    : later(attempt);
        }

        @Test
        void afterDeathTheKeyGoesOn() {
            target.failingWhere(attempt -> attempt.event().event().getId().equals("e1"), RecordingTarget.REFUSED);
            hub.subscribe("billing", policy().attempts(2).build(), target);
            hub.publish("a");
            hub.publish("a");
            hub.advance(WHILE);

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2", "e2#1");
            assertThat(hub.letters()).hasSize(1);
        }

        @Test
        void anEventGivenUpAtOnceDoesNotHoldItsKey() {
            target.failingWhere(
                    attempt -> attempt.event().event().getId().equals("e1"), Failure.http(400, "no", Optional.empty()));
            hub.subscribe("billing", target);
            hub.publish("a");
            hub.publish("a");

            assertThat(target.attempts()).containsExactly("e1#1", "e2#1");
            assertThat(rows(RowKeys.blockedKeys("billing"))).isZero();
        }
    }

    @Nested
    class AcrossAnEnd {

        private void failFirst(int publish) {
            target.failing(RecordingTarget.REFUSED);
            hub.subscribe("billing", target);
            for (int i = 0; i < publish; i++) {
                hub.publish("a");
            }
            hub.advance(Duration.ofMillis(500));
            target.delivering();
        }

        @Test
        void afterARestartThoseThatWaitedStillWaitAndThenFollow() {
            failFirst(150);

            hub.restart();
            hub.subscribe("billing", target);
            hub.publish("a");
            assertThat(target.attempts()).containsExactly("e1#1");
            hub.advance(WHILE);

            assertThat(target.attempts())
                    .startsWith("e1#1", "e1#2", "e2#1")
                    .endsWith("e151#1")
                    .hasSize(152);
            assertThat(rows(RowKeys.blockedKeys("billing"))).isZero();
        }

        @Test
        void afterAPowerCutThatTookTheCursorNoneIsSkippedOrOvertaken() {
            failFirst(150);

            hub.cutPower();
            hub.subscribe("billing", target);
            hub.advance(WHILE);

            assertThat(target.attempts())
                    .startsWith("e1#1", "e1#2", "e2#1")
                    .endsWith("e150#1")
                    .hasSize(151);
        }

        @Test
        void whatWasDoneBeforeAMarkerStaysDoneWhileAnotherKeyHoldsTheCursor() {
            // e1 holds the cursor below everything; e2 and e3 of the key are done, e4 fails
            target.answering(attempt -> switch (attempt.event().event().getId()) {
                case "e1" -> later(attempt);
                case "e4" -> CompletableFuture.completedFuture(Outcome.failed(RecordingTarget.REFUSED));
                default -> CompletableFuture.completedFuture(Outcome.delivered());
            });
            hub.subscribe("billing", target);
            hub.publish("slow");
            for (int i = 0; i < 3; i++) {
                hub.publish("a");
            }
            target.delivering();
            hub.advance(WHILE);
            for (int restarts = 0; restarts < 3; restarts++) {
                hub.restart();
                hub.subscribe("billing", target);
                hub.advance(Duration.ofMillis(200));
            }

            assertThat(attemptsOf("a")).containsExactly("e2#1", "e3#1", "e4#1", "e4#2");
            assertThat(rows(RowKeys.blockedKeys("billing"))).isZero();
            assertThat(rows(RowKeys.deliveries("billing"))).isZero();
        }

        @Test
        void aWalkGoesOnWhereItWas() {
            failFirst(10);
            target.answering(attempt -> attempt.event().event().getId().equals("e5")
                    ? later(attempt)
                    : CompletableFuture.completedFuture(Outcome.delivered()));
            hub.advance(WHILE);
            assertThat(target.attempts()).endsWith("e4#1", "e5#1");

            hub.kill();
            target.delivering();
            hub.subscribe("billing", target);
            hub.advance(WHILE);

            assertThat(target.attempts()).containsSubsequence("e4#1", "e5#1", "e5#1", "e6#1", "e10#1");
            assertThat(target.attempts()).filteredOn("e4#1"::equals).hasSize(1);
        }
    }

    @Nested
    class WhenDeadLettersBlockTheirKey {

        private final Policy blocking = policy().attempts(1).blocksKey().build();

        private DeadLetter deadFirst() {
            target.failing(RecordingTarget.REFUSED);
            hub.subscribe("billing", blocking, target);
            hub.publish("a");
            hub.publish("a");
            hub.publish("b");
            target.delivering();
            return hub.letters().get(0);
        }

        @Test
        void laterEventsOfTheKeyWaitForTheRedrive() {
            DeadLetter letter = deadFirst();
            hub.advance(WHILE);
            assertThat(target.attempts()).containsExactly("e1#1", "e3#1");
            assertThat(hub.deliveries().fates(hub.store.read(0, 1, 1).events().get(0)))
                    .extracting(Fate::state)
                    .containsExactly(Fate.State.BLOCKED);

            hub.hub.deadLetters().redrive(letter.id(), "ops", Optional.empty()).join();

            assertThat(target.attempts()).containsExactly("e1#1", "e3#1", "e1#2", "e2#1");
            assertThat(rows(RowKeys.blockedKeys("billing"))).isEqualTo(1);
        }

        @Test
        void orForItsBeingDiscarded() {
            DeadLetter letter = deadFirst();

            hub.hub
                    .deadLetters()
                    .discard(letter.id(), "ops", Optional.of("wrong"))
                    .join();

            assertThat(target.attempts()).containsExactly("e1#1", "e3#1", "e2#1");
        }

        @Test
        void alsoAcrossAPowerCut() {
            deadFirst();
            hub.cutPower();
            hub.subscribe("billing", blocking, target);
            hub.advance(WHILE);
            assertThat(attemptsOf("a")).containsExactly("e1#1");

            hub.hub
                    .deadLetters()
                    .redrive("billing~0-0", "ops", Optional.empty())
                    .join();

            assertThat(attemptsOf("a")).containsExactly("e1#1", "e1#2", "e2#1");
        }
    }
}
