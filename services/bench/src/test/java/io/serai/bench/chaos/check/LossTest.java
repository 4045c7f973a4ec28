package io.serai.bench.chaos.check;

import static io.serai.bench.chaos.check.Story.LOOSE;
import static io.serai.bench.chaos.check.Story.ORDERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.check.Story.Sent;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import io.serai.bench.chaos.history.Entry.Rejected;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a history tells of events that are not where they should be. */
class LossTest {

    private final Story story = Story.good();

    @Test
    void aGoodHistoryPasses() {
        Report report = story.end();
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.violations()).isEmpty();
    }

    private static void only(Report report, Promise promise, String text) {
        assertThat(report.counts())
                .as(report.toString())
                .containsOnlyKeys(promise)
                .containsEntry(promise, 1L);
        assertThat(report.violations().get(0).text()).contains(text);
    }

    private static void passes(Report report) {
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @Nested
    class AnEventIsLost {

        @Test
        void whenItWasAcknowledgedAndIsNotInTheLog() {
            Sent event = story.publish("k1");
            story.log.remove(event.id());
            only(story.end(), Promise.LOST, "k1-6 (k1 6) was acknowledged and is not in the log");
        }

        @Test
        void whenTheBrokerTookItAndItIsNotInTheLog() {
            Sent event = story.publish("k2");
            story.log.remove(event.id());
            only(story.end(), Promise.LOST, "k2-6");
        }

        @Test
        void butNotWhenNobodyWasToldThatItIsKept() {
            Sent event = story.send("k1");
            story.tell(at -> new PublishEnded(
                    at, Story.client(event), event.id(), PublishEnded.Answer.FAILED, null, null, false));
            passes(story.end());
        }

        @Test
        void whenItIsKeptElsewhereThanWasSaid() {
            Sent event = story.send("k1");
            Sent moved = event.at("1-9");
            story.log.put(event.id(), moved);
            story.answered(event, event.position());
            story.delivered(moved);
            only(story.end(), Promise.LOST, "was acknowledged at 1-6 and is kept at 1-9");
        }

        @Test
        void whenASubscriptionThatWantsItNeverGotIt() {
            story.delivered(LOOSE, story.publish("k1"));
            Report report = story.end();
            only(report, Promise.LOST, "was never delivered to ordered");
            assertThat(report.violations().get(0).lines()).hasSize(2);
        }

        @Test
        void whenItsOnlyAttemptFailed() {
            Sent event = story.publish("k1");
            story.delivered(LOOSE, event);
            story.fails(ORDERED, event, 1);
            only(story.end(), Promise.LOST, "was never delivered to ordered");
        }

        @Test
        void alsoWhenItWasKeptThoughNobodyWasTold() {
            Sent event = story.send("k1");
            story.log.put(event.id(), event);
            story.delivered(LOOSE, event);
            only(story.end(), Promise.LOST, "was never delivered to ordered");
        }

        @Test
        void butNotWhenItIsADeadLetter() {
            story.parked(story.publish("k1"));
            passes(story.end());
        }

        @Test
        void butNotWhenTheSubscriptionDoesNotWantIt() {
            Sent event = story.send("k1").of("chaos.c");
            story.entries.remove(story.entries.size() - 1);
            story.send(event);
            story.acknowledged(event);
            story.delivered(ORDERED, event);
            passes(story.end());
        }

        @Test
        void whenItWasRejected() {
            story.tell(at -> new Rejected(at, "k1-6", "jms:queue:chaos", "conflict"));
            only(story.end(), Promise.LOST, "rejected: conflict");
        }
    }

    @Nested
    class TheLogHoldsSomethingTwice {

        @Test
        void anEventAtTwoPositions() {
            story.kept(story.log.get("k1-2").at("1-77"));
            Report report = story.end();
            assertThat(report.counts()).containsKey(Promise.DUPLICATED_IN_LOG);
            assertThat(report.toString()).contains("k1-2 (k1 2) is in the log at 1-77 and at 1-2");
        }

        @Test
        void anEventAcknowledgedAtTwoPositions() {
            Sent event = story.publish("k1");
            story.delivered(event);
            story.send(event);
            story.answered(event, "1-9");
            Report report = story.end();
            assertThat(report.counts()).containsOnlyKeys(Promise.DUPLICATED_IN_LOG, Promise.LOST);
            assertThat(report.toString()).contains("acknowledged at two positions, now at 1-9");
        }

        @Test
        void butAnEventAcknowledgedTwiceAtOnePositionIsStoredOnce() {
            Sent event = story.publishedAgain("k1");
            story.delivered(event);
            story.send(event);
            story.answered(event, event.position());
            passes(story.end());
        }

        @Test
        void twoEventsAtOnePosition() {
            Sent one = story.publish("k0");
            Sent other = story.send("k2").at(one.position());
            story.acknowledged(other);
            story.delivered(one);
            story.delivered(other);
            Report report = story.end();
            assertThat(report.toString()).contains("position 0-7 has two events");
        }

        @Test
        void anEventDeliveredFromAnotherPosition() {
            Sent event = story.publish("k1");
            story.delivered(ORDERED, event);
            Sent other = event.at("1-99");
            story.delivered(LOOSE, other);
            Report report = story.end();
            assertThat(report.toString()).contains("is at 1-6 and was delivered to loose from 1-99");
            assertThat(report.counts()).containsOnlyKeys(Promise.DUPLICATED_IN_LOG);
        }
    }

    @Nested
    class AKeyIsOutOfOrderInTheLog {

        @Test
        void whenALaterNumberStandsBeforeAnEarlierOne() {
            Sent one = story.send("k1").at("1-8");
            Sent other = story.send("k1").at("1-7");
            story.acknowledged(one);
            story.acknowledged(other);
            story.delivered(LOOSE, one);
            story.delivered(LOOSE, other);
            story.delivered(ORDERED, other);
            story.delivered(ORDERED, one);
            Report report = story.end();
            assertThat(report.counts()).containsOnlyKeys(Promise.DUPLICATED_IN_LOG);
            assertThat(report.toString()).contains("key k1 has number 7 at 1-7 where 6 was to come");
        }

        @Test
        void whenANumberIsMissing() {
            story.send("k1");
            story.delivered(story.publish("k1"));
            only(story.end(), Promise.DUPLICATED_IN_LOG, "key k1 has number 7 at 1-7 where 6 was to come");
        }

        @Test
        void butTheLastNumberMayBeMissingThatNobodyAcknowledged() {
            story.send("k1");
            passes(story.end());
        }

        @Test
        void butOffsetsMayHaveHoles() {
            Sent event = story.send("k1").at("1-20");
            story.acknowledged(event);
            story.delivered(event);
            passes(story.end());
        }

        @Test
        void whenItIsInTwoPartitions() {
            Sent event = story.send("k1").at("2-20");
            story.acknowledged(event);
            story.delivered(event);
            only(story.end(), Promise.DUPLICATED_IN_LOG, "key k1 is in two partitions, at 1-5 and 2-20");
        }
    }

    @Nested
    class AHistoryIsIncomplete {

        @Test
        void withoutItsEnd() {
            Report report = story.check();
            only(report, Promise.INCOMPLETE, "the run has no end");
        }

        @Test
        void whenAFaultWasNeverUndone() {
            story.fault("kill-one", "hub-1");
            only(story.end(), Promise.INCOMPLETE, "fault kill-one #2 began and all was never well again");
        }

        /** A take-over may bring any event again; were it dead at the end, it would not be allowed. */
        @Test
        void whereWhatIsDeadIsNotKnown() {
            int kill = story.fault("kill-one", "hub-1");
            Sent one = story.publish("k0");
            story.delivered(one);
            story.delivered(story.publish("k0"));
            story.ended("hub-1");
            story.takeOver(0);
            story.delivered(one);
            story.back(kill);
            only(story.check(), Promise.INCOMPLETE, "the run has no end");
        }

        @Test
        void butWhatCanBeToldIsTold() {
            Sent event = story.publish("k1");
            story.finish(story.begin(ORDERED, event, 1), Outcome.SUCCEEDED);
            story.finish(story.begin(ORDERED, event, 1), Outcome.SUCCEEDED);
            assertThat(story.check().counts()).containsOnlyKeys(Promise.INCOMPLETE, Promise.UNEXPLAINED);
        }
    }

    @Test
    void violationsAreShownUpToALimitAndCounted() {
        for (int i = 0; i < Findings.SHOWN + 5; i++) {
            story.delivered(LOOSE, story.publish("k1"));
        }
        Report report = story.end();
        assertThat(report.violations()).hasSize(Findings.SHOWN);
        assertThat(report.counts()).containsEntry(Promise.LOST, Findings.SHOWN + 5L);
        assertThat(report.toString()).contains("lost: 5 more");
    }

    @Test
    void figuresAreTakenPerKindOfFault() {
        Report report = story.end();
        assertThat(report.lines())
                .filteredOn(line -> line.fault().equals("kill-one"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.times()).isEqualTo(1);
                    assertThat(line.acknowledged()).isEqualTo(1);
                    assertThat(line.again()).isEqualTo(2);
                });
        assertThat(report.totals().kept()).isEqualTo(story.log.size());
        assertThat(report.totals().parked()).isEqualTo(1);
        assertThat(report.totals().mostAgain()).isEqualTo(1);
        assertThat(report.markdown()).contains("| kill-one | 1 | 1 |").contains("lost: 0, duplicated in the log: 0");
    }
}
