package io.serai.bench.chaos.check;

import static io.serai.bench.chaos.check.Story.LOOSE;
import static io.serai.bench.chaos.check.Story.ORDERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.check.Story.Call;
import io.serai.bench.chaos.check.Story.Sent;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import org.junit.jupiter.api.Test;

/** What a history tells of deliveries that nobody wanted, or that come again. */
class UnexplainedTest {

    private final Story story = Story.good();

    @Test
    void whenItHadSucceededAndNothingHappened() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.delivered(LOOSE, event);
        story.only(Promise.UNEXPLAINED, "had succeeded, and no fault explains that it comes again");
    }

    @Test
    void whenThePartitionWasTakenOverAndNothingHappened() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.takeOver(1);
        story.delivered(LOOSE, event);
        story.only(Promise.UNEXPLAINED, "no fault explains");
    }

    @Test
    void whenOnlyTheSubscriberWasHitAndThePartitionWasTakenOver() {
        Sent event = story.publish("k1");
        story.delivered(event);
        int hang = story.fault("subscriber-hang");
        story.takeOver(1);
        story.delivered(LOOSE, event);
        story.undone(hang);
        story.only(Promise.UNEXPLAINED, "no fault explains");
    }

    @Test
    void whenANodeWasHitAndTheSameOwnerDeliversAgain() {
        Sent event = story.publish("k1");
        story.delivered(event);
        int kill = story.fault("kill-one", "hub-1");
        story.delivered(LOOSE, event);
        story.undone(kill);
        story.only(Promise.UNEXPLAINED, "no fault explains");
    }

    @Test
    void butNotAfterATakeOver() {
        Sent event = story.publish("k1");
        story.delivered(event);
        int kill = story.killed();
        story.delivered(event);
        story.back(kill);
        story.passes();
    }

    @Test
    void butNotWhileAReturnedNodeGetsItsShare() {
        int kill = story.killed();
        story.back(kill);
        Sent event = story.publish("k1");
        story.delivered(event);
        story.later(30);
        story.takeOver(1);
        story.delivered(event);
        story.passes();
    }

    @Test
    void butNotWhenTheAnswerMayHaveBeenLost() {
        Sent event = story.publish("k1");
        story.delivered(ORDERED, event);
        int slow = story.fault("slow-network");
        story.delivered(LOOSE, event);
        story.undone(slow);
        story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
        story.passes();
    }

    @Test
    void butNotWhenTheAnswerCameAfterTheTimeOut() {
        Sent event = story.publish("k1");
        story.delivered(ORDERED, event);
        Call slow = story.begin(LOOSE, event, 1);
        story.later(10);
        story.finish(slow, Outcome.SUCCEEDED);
        story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
        story.passes();
    }

    @Test
    void butNotWhenTheAttemptWasLongOnItsWayToTheSubscriber() {
        Sent event = story.publish("k1");
        story.delivered(ORDERED, event);
        story.later(9);
        story.delivered(LOOSE, event);
        story.later(1);
        story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
        story.passes();
    }

    @Test
    void whenTheHubCountsAFailureBeforeItsTimeIsOut() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.later(9);
        story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
        story.only(Promise.UNEXPLAINED, "no fault explains");
    }

    @Test
    void whenMoreComeAgainThanCanHaveBeenInFlight() {
        Sent event = story.publish("k1");
        story.delivered(event);
        int kill = story.killed();
        for (int i = 0; i <= InFlight.MOST; i++) {
            story.finish(story.begin(LOOSE, event, 1, 2), Outcome.UNANSWERED);
        }
        story.back(kill);
        Report report = story.end();
        assertThat(report.toString()).contains("one more that comes again than can have been in flight, 4352");
    }

    @Test
    void whenNobodyPublishedIt() {
        story.delivered(LOOSE, new Sent("k9", 0, "chaos.a", "9-0"));
        story.only(Promise.UNEXPLAINED, "k9-0 at 9-0, attempt 1 for loose, was never published");
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
        story.only(Promise.UNEXPLAINED, "is of type chaos.c, which the subscription does not want");
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
        story.only(Promise.UNEXPLAINED, "differs from what was published");
    }

    @Test
    void whenItIsNotInTheLogAtTheEnd() {
        Sent event = story.send("k1");
        story.delivered(LOOSE, event);
        story.only(Promise.UNEXPLAINED, "is not in the log at the end");
    }
}
