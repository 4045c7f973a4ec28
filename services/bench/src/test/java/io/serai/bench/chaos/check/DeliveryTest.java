package io.serai.bench.chaos.check;

import static io.serai.bench.chaos.check.Story.LOOSE;
import static io.serai.bench.chaos.check.Story.ORDERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.check.Story.Call;
import io.serai.bench.chaos.check.Story.Sent;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a history tells of deliveries in the wrong order, too often, or to the wrong one. */
class DeliveryTest {

    private final Story story = Story.good();

    @BeforeEach
    void longAfterTheLastFault() {
        story.later(100);
    }

    private void only(Promise promise, String text) {
        Report report = story.end();
        assertThat(report.counts())
                .as(report.toString())
                .containsOnlyKeys(promise)
                .containsEntry(promise, 1L);
        assertThat(report.violations().get(0).text()).contains(text);
    }

    private void passes() {
        Report report = story.end();
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    /** Of partition 1, while the node is down. */
    private int killed() {
        int kill = story.fault("kill-one", "hub-1");
        story.ended("hub-1");
        story.takeOver(1);
        return kill;
    }

    private void back(int kill) {
        story.ready("hub-1");
        story.undone(kill);
    }

    @Nested
    class AKeyIsReordered {

        @Test
        void whenALaterEventBeginsFirst() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(LOOSE, other);
            story.delivered(LOOSE, one);
            story.delivered(ORDERED, other);
            story.delivered(ORDERED, one);
            only(Promise.REORDERED, "k1-7 (k1 7) at 1-7 for ordered begins before event k1-6");
        }

        @Test
        void whenALaterEventBeginsBetweenTheAttemptsOfAnEarlierOne() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(LOOSE, other);
            story.delivered(LOOSE, one);
            story.fails(ORDERED, one, 1);
            story.delivered(ORDERED, other);
            story.finish(story.begin(ORDERED, one, 2), Outcome.SUCCEEDED);
            Report report = story.end();
            assertThat(report.counts()).containsOnlyKeys(Promise.REORDERED);
            assertThat(report.toString()).contains("begins before event k1-6", "begins after event k1-6");
        }

        @Test
        void whenALaterEventBeginsWhileAnEarlierOneIsUnderWayAgain() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(one);
            int kill = killed();
            Call again = story.begin(ORDERED, one, 1);
            story.delivered(other);
            story.finish(again, Outcome.SUCCEEDED);
            back(kill);
            only(Promise.REORDERED, "begins while an attempt of event k1-6 (k1 6), earlier of its key, is under way");
        }

        @Test
        void butNotByTheAttemptOfAFormerOwnerThatIsStillUnderWay() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            Call former = story.begin(ORDERED, one, 1);
            int kill = killed();
            story.delivered(one);
            story.delivered(other);
            story.finish(former, Outcome.UNANSWERED);
            back(kill);
            passes();
        }

        @Test
        void butNotByAnAttemptPastItsTimeOut() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            int hang = story.fault("subscriber-hang");
            Call hanging = story.begin(ORDERED, one, 1);
            story.later(11);
            story.undone(hang);
            story.finish(story.begin(ORDERED, one, 2), Outcome.SUCCEEDED);
            story.delivered(ORDERED, other);
            story.delivered(LOOSE, one);
            story.delivered(LOOSE, other);
            story.finish(hanging, Outcome.SUCCEEDED);
            passes();
        }

        @Test
        void butNotWhenTheEarlierOneIsDead() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.parked(one);
            story.delivered(other);
            passes();
        }

        @Test
        void whenTheEarlierOneIsTriedAgainBeforeItIsDead() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(LOOSE, one);
            story.fails(ORDERED, one, 1);
            story.fails(ORDERED, one, 2);
            story.delivered(other);
            story.fails(ORDERED, one, 3);
            story.letter(one);
            only(Promise.REORDERED, "k1-6 (k1 6) at 1-6 for ordered begins again, and is dead in the end");
        }

        @Test
        void butNotWithoutOrder() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(LOOSE, other);
            story.delivered(LOOSE, one);
            story.delivered(ORDERED, one);
            story.delivered(ORDERED, other);
            passes();
        }

        @Test
        void butNotAcrossKeys() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k0");
            story.delivered(other);
            story.delivered(one);
            passes();
        }
    }

    @Nested
    class ACountWentBack {

        @Test
        void whenAttemptsBeginAnewAfterATakeOver() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            story.fails(ORDERED, event, 1);
            story.fails(ORDERED, event, 2);
            int kill = killed();
            story.delivered(ORDERED, event);
            back(kill);
            only(Promise.COUNTS_WENT_BACK, "attempt 1 of incarnation 2 at event k1-6 at 1-6 for ordered comes after");
        }

        @Test
        void butTheSameAttemptMayBeMadeAgainAfterATakeOver() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            story.fails(ORDERED, event, 1);
            story.fails(ORDERED, event, 2);
            int kill = killed();
            story.finish(story.begin(ORDERED, event, 2), Outcome.SUCCEEDED);
            back(kill);
            passes();
        }

        @Test
        void whenAFailureIsNotCounted() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            story.fails(ORDERED, event, 1);
            story.delivered(ORDERED, event);
            only(Promise.COUNTS_WENT_BACK, "is not counted, though no fault explains it");
        }

        @Test
        void butNotWhileTheTargetIsDown() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            int down = story.fault("subscriber-500s");
            story.fails(ORDERED, event, 1);
            story.fails(ORDERED, event, 1);
            story.undone(down);
            story.delivered(ORDERED, event);
            passes();
        }

        @Test
        void whenThereAreMoreAttemptsThanThePolicyHas() {
            Sent event = story.publish("k1");
            story.parked(event);
            story.fails(ORDERED, event, 4);
            only(Promise.COUNTS_WENT_BACK, "is one more than the policy has, 3");
        }

        @Test
        void whenAFormerOwnerBeginsAnAttemptAndNoFaultExplainsIt() {
            story.takeOver(2);
            Sent event = story.publish("k2");
            story.delivered(ORDERED, event);
            story.finish(story.begin(LOOSE, event, 1, 1), Outcome.SUCCEEDED);
            only(Promise.COUNTS_WENT_BACK, "attempt 1 of incarnation 1 at event k2-6 at 2-6 for loose is of a former");
        }

        @Test
        void butAnAttemptOfAFormerOwnerMayArriveLate() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            story.fails(ORDERED, event, 1);
            int kill = killed();
            story.finish(story.begin(ORDERED, event, 2), Outcome.SUCCEEDED);
            story.finish(story.begin(ORDERED, event, 1, 1), Outcome.SUCCEEDED);
            back(kill);
            passes();
        }

        @Test
        void whenMoreOfAFormerOwnerArriveThanItCanHaveBegun() {
            Sent event = story.publish("k1");
            story.delivered(event);
            int kill = killed();
            story.delivered(event);
            for (int i = 0; i <= InFlight.MOST; i++) {
                story.finish(story.begin(LOOSE, event, 1, 1), Outcome.SUCCEEDED);
            }
            back(kill);
            Report report = story.end();
            assertThat(report.toString()).contains("is one more of a former owner than it can have begun, 4352");
        }

        @Test
        void butAnAttemptHeldUpInTheNetworkMayArriveAfterTheNext() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            int slow = story.fault("slow-network");
            story.finish(story.begin(ORDERED, event, 2), Outcome.SUCCEEDED);
            story.finish(story.begin(ORDERED, event, 1), Outcome.SUCCEEDED);
            story.undone(slow);
            passes();
        }
    }

    @Nested
    class AnEventIsDeliveredAfterTheCursor {

        @Test
        void whenANewOwnerBeginsBelowWhatWasSaved() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.cursor(LOOSE, 1, 7);
            int kill = killed();
            story.delivered(LOOSE, event);
            back(kill);
            only(Promise.AFTER_CURSOR, "k1-6 (k1 6) at 1-6 is attempted for loose though the cursor was at 7");
        }

        @Test
        void alsoWithOrder() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.cursor(ORDERED, 1, 7);
            int kill = killed();
            story.delivered(ORDERED, event);
            back(kill);
            only(Promise.AFTER_CURSOR, "for ordered though the cursor was at 7");
        }

        @Test
        void butNotAtTheCursor() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.cursor(LOOSE, 1, 6);
            int kill = killed();
            story.delivered(LOOSE, event);
            back(kill);
            passes();
        }

        @Test
        void whenItWasNeverDeliveredBefore() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            story.cursor(ORDERED, 1, 7);
            story.delivered(ORDERED, event);
            only(Promise.AFTER_CURSOR, "though the cursor was at 7, and it was not delivered before");
        }

        @Test
        void butARetryMay() {
            Sent event = story.publish("k1");
            story.delivered(ORDERED, event);
            story.fails(LOOSE, event, 1);
            story.cursor(LOOSE, 1, 7);
            story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
            passes();
        }

        @Test
        void butWhatWaitedForItsKeyMay() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(LOOSE, one);
            story.delivered(LOOSE, other);
            story.fails(ORDERED, one, 1);
            story.cursor(ORDERED, 1, 8);
            story.finish(story.begin(ORDERED, one, 2), Outcome.SUCCEEDED);
            story.delivered(ORDERED, other);
            passes();
        }

        @Test
        void butWhatWaitedForItsKeyMayAtTheNextOwner() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(LOOSE, one);
            story.delivered(LOOSE, other);
            story.fails(ORDERED, one, 1);
            story.cursor(ORDERED, 1, 8);
            int kill = killed();
            story.finish(story.begin(ORDERED, one, 2), Outcome.SUCCEEDED);
            story.delivered(ORDERED, other);
            back(kill);
            passes();
        }

        @Test
        void butWhatWaitedForASuspectOfTheOwnerBeforeMay() {
            Sent suspect = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(suspect);
            story.delivered(LOOSE, other);
            int kill = killed();
            story.delivered(ORDERED, suspect);
            story.cursor(ORDERED, 1, 8);
            story.takeOver(1);
            story.delivered(ORDERED, other);
            back(kill);
            passes();
        }

        @Test
        void butWhatWaitedForOneThatTheSubscriberNeverSawMay() {
            Sent unseen = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(LOOSE, unseen);
            story.delivered(LOOSE, other);
            story.cursor(ORDERED, 1, 8);
            int kill = killed();
            story.delivered(ORDERED, other);
            back(kill);
            story.letter(unseen);
            passes();
        }

        @Test
        void whenTheKeyWaitsForNothingAnyMore() {
            story.retried(story.publish("k1"));
            story.round();
            story.round();
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            story.cursor(ORDERED, 1, 10);
            story.delivered(ORDERED, event);
            only(Promise.AFTER_CURSOR, "k1-9");
        }

        @Test
        void butWhatWaitsForOneThatANewOwnerMadeAgainMay() {
            Sent one = story.publish("k1");
            Sent other = story.publish("k1");
            story.delivered(one);
            story.delivered(other);
            int kill = killed();
            story.delivered(ORDERED, one);
            story.cursor(ORDERED, 1, 8);
            story.delivered(ORDERED, other);
            back(kill);
            passes();
        }

        @Test
        void butAPowerCutOfSeveralTakesTheCursorBackByWhatWasNotForced() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.cursor(LOOSE, 1, 7);
            powerCutOfAll();
            story.delivered(LOOSE, event);
            passes();
        }

        @Test
        void alsoWhatANodeSaysWhileThePowerIsAboutToGo() {
            Sent event = story.publish("k1");
            story.delivered(event);
            int cut = story.fault("power-cut-all", Story.NODES.toArray(String[]::new));
            story.cursor(LOOSE, 1, 7);
            Story.NODES.forEach(story::ended);
            Story.NODES.forEach(story::ready);
            story.takeOver(1);
            story.undone(cut);
            story.delivered(LOOSE, event);
            passes();
        }

        @Test
        void whenAPowerCutTakesItFartherBackThanThat() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.cursor(LOOSE, 1, 7);
            story.later(6);
            powerCutOfAll();
            story.delivered(LOOSE, event);
            only(Promise.AFTER_CURSOR, "though the cursor was at 7");
        }

        private void powerCutOfAll() {
            int cut = story.fault("power-cut-all", Story.NODES.toArray(String[]::new));
            Story.NODES.forEach(story::ended);
            Story.NODES.forEach(story::ready);
            story.takeOver(1);
            story.undone(cut);
        }
    }

    @Nested
    class ADeliveryIsUnexplained {

        @Test
        void whenItHadSucceededAndNothingHappened() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.delivered(LOOSE, event);
            only(Promise.UNEXPLAINED, "had succeeded, and no fault explains that it comes again");
        }

        @Test
        void whenThePartitionWasTakenOverAndNothingHappened() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.takeOver(1);
            story.delivered(LOOSE, event);
            only(Promise.UNEXPLAINED, "no fault explains");
        }

        @Test
        void whenOnlyTheSubscriberWasHitAndThePartitionWasTakenOver() {
            Sent event = story.publish("k1");
            story.delivered(event);
            int hang = story.fault("subscriber-hang");
            story.takeOver(1);
            story.delivered(LOOSE, event);
            story.undone(hang);
            only(Promise.UNEXPLAINED, "no fault explains");
        }

        @Test
        void whenANodeWasHitAndTheSameOwnerDeliversAgain() {
            Sent event = story.publish("k1");
            story.delivered(event);
            int kill = story.fault("kill-one", "hub-1");
            story.delivered(LOOSE, event);
            story.undone(kill);
            only(Promise.UNEXPLAINED, "no fault explains");
        }

        @Test
        void butNotAfterATakeOver() {
            Sent event = story.publish("k1");
            story.delivered(event);
            int kill = killed();
            story.delivered(event);
            back(kill);
            passes();
        }

        @Test
        void butNotWhileAReturnedNodeGetsItsShare() {
            int kill = killed();
            back(kill);
            Sent event = story.publish("k1");
            story.delivered(event);
            story.later(30);
            story.takeOver(1);
            story.delivered(event);
            passes();
        }

        @Test
        void butNotWhenTheAnswerMayHaveBeenLost() {
            Sent event = story.publish("k1");
            story.delivered(ORDERED, event);
            int slow = story.fault("slow-network");
            story.delivered(LOOSE, event);
            story.undone(slow);
            story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
            passes();
        }

        @Test
        void butNotWhenTheAnswerCameAfterTheTimeOut() {
            Sent event = story.publish("k1");
            story.delivered(ORDERED, event);
            Call slow = story.begin(LOOSE, event, 1);
            story.later(10);
            story.finish(slow, Outcome.SUCCEEDED);
            story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
            passes();
        }

        @Test
        void butNotWhenTheAttemptWasLongOnItsWayToTheSubscriber() {
            Sent event = story.publish("k1");
            story.delivered(ORDERED, event);
            story.later(9);
            story.delivered(LOOSE, event);
            story.later(1);
            story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
            passes();
        }

        @Test
        void whenTheHubCountsAFailureBeforeItsTimeIsOut() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.later(9);
            story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
            only(Promise.UNEXPLAINED, "no fault explains");
        }

        @Test
        void whenMoreComeAgainThanCanHaveBeenInFlight() {
            Sent event = story.publish("k1");
            story.delivered(event);
            int kill = killed();
            for (int i = 0; i <= InFlight.MOST; i++) {
                story.finish(story.begin(LOOSE, event, 1, 2), Outcome.UNANSWERED);
            }
            back(kill);
            Report report = story.end();
            assertThat(report.toString()).contains("one more that comes again than can have been in flight, 4352");
        }

        @Test
        void whenNobodyPublishedIt() {
            story.delivered(LOOSE, new Sent("k9", 0, "chaos.a", "9-0"));
            only(Promise.UNEXPLAINED, "k9-0 at 9-0, attempt 1 for loose, was never published");
        }

        @Test
        void whenTheLogHasWhatNobodyPublished() {
            story.kept(new Sent("k9", 0, "chaos.c", "9-0"));
            Report report = story.end();
            assertThat(report.toString()).contains("is in the log at 9-0 and was never published");
        }

        @Test
        void whenTheSubscriptionDoesNotWantIt() {
            Sent event = story.send("k1").of("chaos.c");
            story.entries.remove(story.entries.size() - 1);
            story.send(event);
            story.acknowledged(event);
            story.delivered(ORDERED, event);
            story.delivered(LOOSE, event);
            only(Promise.UNEXPLAINED, "is of type chaos.c, which the subscription does not want");
        }

        @Test
        void whenItsContentIsNotWhatWasPublished() {
            Sent event = story.publish("k1");
            story.delivered(event);
            int last = story.entries.size() - 2;
            Entry.AttemptBegan began = (Entry.AttemptBegan) story.entries.get(last);
            story.entries.set(
                    last,
                    new Entry.AttemptBegan(
                            began.at(),
                            began.serial(),
                            began.subscription(),
                            began.source(),
                            began.id(),
                            began.type(),
                            began.key(),
                            began.number(),
                            8,
                            began.position(),
                            began.attempt(),
                            began.incarnation()));
            only(Promise.UNEXPLAINED, "differs from what was published");
        }

        @Test
        void whenItIsNotInTheLogAtTheEnd() {
            Sent event = story.send("k1");
            story.delivered(LOOSE, event);
            only(Promise.UNEXPLAINED, "is not in the log at the end");
        }
    }
}
