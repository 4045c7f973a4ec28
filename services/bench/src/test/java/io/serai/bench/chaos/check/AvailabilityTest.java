package io.serai.bench.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.check.Story.Sent;
import org.junit.jupiter.api.Test;

/** What a history tells of times in which nothing could be published. The member time-out is three seconds. */
class AvailabilityTest {

    private final Story story = Story.good();

    private void acknowledgedAfter(int seconds) {
        Sent event = story.send("k1");
        story.later(seconds);
        story.acknowledged(event);
        story.delivered(event);
    }

    private void isTooLong(String text) {
        Report report = story.end();
        assertThat(report.counts()).as(report.toString()).containsOnlyKeys(Promise.UNAVAILABLE);
        assertThat(report.violations().get(0).text()).contains(text);
    }

    @Test
    void withoutAFaultTheMarginIsTheBound() {
        acknowledgedAfter(11);
        isTooLong("nothing was acknowledged over HTTP for 11.0 s, bound 10.0 s");
    }

    @Test
    void withinTheMarginIsWell() {
        acknowledgedAfter(9);
        story.passes();
    }

    @Test
    void whileNobodyPublishesNothingIsMissed() {
        story.later(50);
        acknowledgedAfter(1);
        story.passes();
    }

    @Test
    void whileOnlyABrokerIsSentToNothingIsMissed() {
        Sent event = story.send("k2");
        story.later(50);
        story.acknowledged(event);
        story.delivered(event);
        story.passes();
    }

    @Test
    void whatOthersPublishDoesNotExcuseAPartitionThatTakesNothing() {
        Sent event = story.send("k1");
        for (int i = 0; i < 11; i++) {
            story.later(1);
            Sent other = story.publish("k0");
            story.delivered(other);
        }
        story.acknowledged(event);
        story.delivered(event);
        isTooLong("client-k1 got no acknowledgement for 11.");
    }

    @Test
    void aKilledNodeHasTheMemberTimeoutTwiceAndTheMargin() {
        int kill = story.fault("kill-one", "hub-1");
        story.ended("hub-1");
        acknowledgedAfter(15);
        story.ready("hub-1");
        story.undone(kill);
        story.passes();
    }

    @Test
    void aKilledNodeHasNoMoreThanThat() {
        int kill = story.fault("kill-one", "hub-1");
        story.ended("hub-1");
        acknowledgedAfter(17);
        story.ready("hub-1");
        story.undone(kill);
        isTooLong("for 17.0 s, bound 16.0 s");
    }

    @Test
    void aFaultOfASubscriberExcusesNothing() {
        int hang = story.fault("subscriber-hang");
        acknowledgedAfter(11);
        story.undone(hang);
        isTooLong("for 11.0 s, bound 10.0 s");
    }

    @Test
    void killedNodesHaveUntilAllAreReadyAndTheMargin() {
        int kill = killedAll();
        Sent event = story.send("k1");
        story.later(60);
        Story.NODES.forEach(story::ready);
        story.later(9);
        story.acknowledged(event);
        story.delivered(event);
        story.undone(kill);
        story.passes();
    }

    @Test
    void killedNodesHaveNoMoreThanThat() {
        int kill = killedAll();
        Sent event = story.send("k1");
        story.later(60);
        Story.NODES.forEach(story::ready);
        story.later(11);
        story.acknowledged(event);
        story.delivered(event);
        story.undone(kill);
        isTooLong("nothing was acknowledged over HTTP for 71.0 s, bound 70.0 s");
    }

    @Test
    void whatIsNeverAcknowledgedIsSeenBeforeTheRunEnds() {
        story.send("k1");
        story.later(11);
        story.send("k0");
        isTooLong("for 11.0 s");
    }

    @Test
    void aNodeThatNoFaultHitsDoesNotEnd() {
        int kill = story.fault("kill-one", "hub-1");
        story.ended("hub-1");
        story.ended("hub-2");
        story.ready("hub-1");
        story.ready("hub-2");
        story.undone(kill);
        isTooLong("node hub-2 ended with exit code 137, and no fault hit it");
    }

    private int killedAll() {
        int kill = story.fault("kill-all", Story.NODES.toArray(String[]::new));
        Story.NODES.forEach(story::ended);
        return kill;
    }
}
