package io.serai.bench.chaos.check;

import static io.serai.bench.chaos.check.Story.LOOSE;
import static io.serai.bench.chaos.check.Story.ORDERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.check.Story.Call;
import io.serai.bench.chaos.check.Story.Sent;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import org.junit.jupiter.api.Test;

/** What a history tells of the order of a key. */
class ReorderedTest {

    private final Story story = Story.good();

    @Test
    void whenALaterEventBeginsFirst() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k1");
        story.delivered(LOOSE, other);
        story.delivered(LOOSE, one);
        story.delivered(ORDERED, other);
        story.delivered(ORDERED, one);
        story.only(Promise.REORDERED, "k1-7 (k1 7) at 1-7 for ordered begins before event k1-6");
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
        int kill = story.killed();
        Call again = story.begin(ORDERED, one, 1);
        story.delivered(other);
        story.finish(again, Outcome.SUCCEEDED);
        story.back(kill);
        story.only(Promise.REORDERED, "begins while an attempt of event k1-6 (k1 6), earlier of its key, is under way");
    }

    @Test
    void butNotByTheAttemptOfAFormerOwnerThatIsStillUnderWay() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k1");
        Call former = story.begin(ORDERED, one, 1);
        int kill = story.killed();
        story.delivered(one);
        story.delivered(other);
        story.finish(former, Outcome.UNANSWERED);
        story.back(kill);
        story.passes();
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
        story.passes();
    }

    @Test
    void butNotWhenTheEarlierOneIsDead() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k1");
        story.parked(one);
        story.delivered(other);
        story.passes();
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
        story.only(Promise.REORDERED, "k1-6 (k1 6) at 1-6 for ordered begins again, and is dead in the end");
    }

    @Test
    void butNotWhenItHadSucceededAndFailsWithTheNextOwner() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k1");
        story.delivered(one);
        story.delivered(other);
        int kill = story.killed();
        story.fails(ORDERED, one, 1);
        story.fails(ORDERED, one, 2);
        story.fails(ORDERED, one, 3);
        story.letter(one);
        story.delivered(ORDERED, other);
        story.back(kill);
        story.passes();
    }

    @Test
    void butNotWithoutOrder() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k1");
        story.delivered(LOOSE, other);
        story.delivered(LOOSE, one);
        story.delivered(ORDERED, one);
        story.delivered(ORDERED, other);
        story.passes();
    }

    @Test
    void butNotAcrossKeys() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k0");
        story.delivered(other);
        story.delivered(one);
        story.passes();
    }
}
