package io.serai.bench.chaos.check;

import static io.serai.bench.chaos.check.Story.LOOSE;
import static io.serai.bench.chaos.check.Story.ORDERED;

import io.serai.bench.chaos.check.Story.Sent;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import org.junit.jupiter.api.Test;

/** What a history tells of deliveries of what a cursor has passed. */
class AfterCursorTest {

    private final Story story = Story.good();

    @Test
    void whenANewOwnerBeginsBelowWhatWasSaved() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.cursor(LOOSE, 1, 7);
        int kill = story.killed();
        story.delivered(LOOSE, event);
        story.back(kill);
        story.only(Promise.AFTER_CURSOR, "k1-6 (k1 6) at 1-6 is attempted for loose though the cursor was at 7");
    }

    @Test
    void alsoWithOrder() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.cursor(ORDERED, 1, 7);
        int kill = story.killed();
        story.delivered(ORDERED, event);
        story.back(kill);
        story.only(Promise.AFTER_CURSOR, "for ordered though the cursor was at 7");
    }

    @Test
    void butNotAtTheCursor() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.cursor(LOOSE, 1, 6);
        int kill = story.killed();
        story.delivered(LOOSE, event);
        story.back(kill);
        story.passes();
    }

    @Test
    void whenItWasNeverDeliveredBefore() {
        Sent event = story.publish("k1");
        story.delivered(LOOSE, event);
        story.cursor(ORDERED, 1, 7);
        story.delivered(ORDERED, event);
        story.only(Promise.AFTER_CURSOR, "though the cursor was at 7, and it was not delivered before");
    }

    @Test
    void butARetryMay() {
        Sent event = story.publish("k1");
        story.delivered(ORDERED, event);
        story.fails(LOOSE, event, 1);
        story.cursor(LOOSE, 1, 7);
        story.finish(story.begin(LOOSE, event, 2), Outcome.SUCCEEDED);
        story.passes();
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
        story.passes();
    }

    @Test
    void butWhatWaitedForItsKeyMayAtTheNextOwner() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k1");
        story.delivered(LOOSE, one);
        story.delivered(LOOSE, other);
        story.fails(ORDERED, one, 1);
        story.cursor(ORDERED, 1, 8);
        int kill = story.killed();
        story.finish(story.begin(ORDERED, one, 2), Outcome.SUCCEEDED);
        story.delivered(ORDERED, other);
        story.back(kill);
        story.passes();
    }

    @Test
    void butWhatWaitedForASuspectOfTheOwnerBeforeMay() {
        Sent suspect = story.publish("k1");
        Sent other = story.publish("k1");
        story.delivered(suspect);
        story.delivered(LOOSE, other);
        int kill = story.killed();
        story.delivered(ORDERED, suspect);
        story.cursor(ORDERED, 1, 8);
        story.takeOver(1);
        story.delivered(ORDERED, other);
        story.back(kill);
        story.passes();
    }

    @Test
    void butWhatWaitedForOneThatTheSubscriberNeverSawMay() {
        Sent unseen = story.publish("k1");
        Sent other = story.publish("k1");
        story.delivered(LOOSE, unseen);
        story.delivered(LOOSE, other);
        story.cursor(ORDERED, 1, 8);
        int kill = story.killed();
        story.delivered(ORDERED, other);
        story.back(kill);
        story.letter(unseen);
        story.passes();
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
        story.only(Promise.AFTER_CURSOR, "k1-9");
    }

    @Test
    void butWhatWaitsForOneThatANewOwnerMadeAgainMay() {
        Sent one = story.publish("k1");
        Sent other = story.publish("k1");
        story.delivered(one);
        story.delivered(other);
        int kill = story.killed();
        story.delivered(ORDERED, one);
        story.cursor(ORDERED, 1, 8);
        story.delivered(ORDERED, other);
        story.back(kill);
        story.passes();
    }

    @Test
    void butAPowerCutOfSeveralTakesTheCursorBackByWhatWasNotForced() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.cursor(LOOSE, 1, 7);
        powerCutOfAll(() -> {});
        story.delivered(LOOSE, event);
        story.passes();
    }

    @Test
    void alsoWhatANodeSaysWhileThePowerIsAboutToGo() {
        Sent event = story.publish("k1");
        story.delivered(event);
        powerCutOfAll(() -> story.cursor(LOOSE, 1, 7));
        story.delivered(LOOSE, event);
        story.passes();
    }

    @Test
    void whenAPowerCutTakesItFartherBackThanThat() {
        Sent event = story.publish("k1");
        story.delivered(event);
        story.cursor(LOOSE, 1, 7);
        story.later(6);
        powerCutOfAll(() -> {});
        story.delivered(LOOSE, event);
        story.only(Promise.AFTER_CURSOR, "though the cursor was at 7");
    }

    /** @param before the nodes end, when the cut is on its way */
    private void powerCutOfAll(Runnable before) {
        int cut = story.fault("power-cut-all", Story.NODES.toArray(String[]::new));
        before.run();
        Story.NODES.forEach(story::ended);
        Story.NODES.forEach(story::ready);
        story.takeOver(1);
        story.undone(cut);
    }
}
