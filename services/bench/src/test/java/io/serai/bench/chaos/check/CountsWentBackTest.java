package io.serai.bench.chaos.check;

import static io.serai.bench.chaos.check.Story.LOOSE;
import static io.serai.bench.chaos.check.Story.ORDERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.check.Story.Sent;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import org.junit.jupiter.api.Test;

/** What a history tells of the attempts of a delivery. */
class CountsWentBackTest {

    private final Story story = Story.good();

    @Test
    void whenAttemptsBeginAnewAfterATakeOver() {
        Sent event = story.publish("k1");
        story.delivered(LOOSE, event);
        story.fails(ORDERED, event, 1);
        story.fails(ORDERED, event, 2);
        int kill = story.killed();
        story.delivered(ORDERED, event);
        story.back(kill);
        story.only(Promise.COUNTS_WENT_BACK, "attempt 1 of incarnation 2 at event k1-6 at 1-6 for ordered comes after");
    }

    @Test
    void butTheSameAttemptMayBeMadeAgainAfterATakeOver() {
        Sent event = story.publish("k1");
        story.delivered(LOOSE, event);
        story.fails(ORDERED, event, 1);
        story.fails(ORDERED, event, 2);
        int kill = story.killed();
        story.finish(story.begin(ORDERED, event, 2), Outcome.SUCCEEDED);
        story.back(kill);
        story.passes();
    }

    @Test
    void whenAFailureIsNotCounted() {
        Sent event = story.publish("k1");
        story.delivered(LOOSE, event);
        story.fails(ORDERED, event, 1);
        story.delivered(ORDERED, event);
        story.only(Promise.COUNTS_WENT_BACK, "is not counted, though no fault explains it");
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
        story.passes();
    }

    @Test
    void whenThereAreMoreAttemptsThanThePolicyHas() {
        Sent event = story.publish("k1");
        story.parked(event);
        story.fails(ORDERED, event, 4);
        story.only(Promise.COUNTS_WENT_BACK, "is one more than the policy has, 3");
    }

    @Test
    void whenAFormerOwnerBeginsAnAttemptAndNoFaultExplainsIt() {
        story.takeOver(2);
        Sent event = story.publish("k2");
        story.delivered(ORDERED, event);
        story.finish(story.begin(LOOSE, event, 1, 1), Outcome.SUCCEEDED);
        story.only(
                Promise.COUNTS_WENT_BACK, "attempt 1 of incarnation 1 at event k2-6 at 2-6 for loose is of a former");
    }

    @Test
    void butAnAttemptOfAFormerOwnerMayArriveLate() {
        Sent event = story.publish("k1");
        story.delivered(LOOSE, event);
        story.fails(ORDERED, event, 1);
        int kill = story.killed();
        story.finish(story.begin(ORDERED, event, 2), Outcome.SUCCEEDED);
        story.finish(story.begin(ORDERED, event, 1, 1), Outcome.SUCCEEDED);
        story.back(kill);
        story.passes();
    }

    @Test
    void whenMoreOfAFormerOwnerArriveThanItCanHaveBegun() {
        Sent event = story.publish("k1");
        story.delivered(event);
        int kill = story.killed();
        story.delivered(event);
        for (int i = 0; i <= InFlight.MOST; i++) {
            story.finish(story.begin(LOOSE, event, 1, 1), Outcome.SUCCEEDED);
        }
        story.back(kill);
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
        story.passes();
    }
}
