package io.serai.delivery.simulation;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.Attempt;
import io.serai.delivery.Deliveries.Registration;
import io.serai.delivery.EventHub;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.store.Appended;
import io.serai.store.Position;
import io.serai.store.StoreUnavailableException;
import io.serai.store.memory.Memory;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulation has found, each in the shortest course of events that shows it. */
class FoundBySimulationTest extends SteppedHub {

    private static final Duration RETENTION_ROUND = Duration.ofMinutes(10);

    /** A marker without its row said that the event was done. */
    @ParameterizedTest
    @ValueSource(strings = {"delivery/", "blocked/"})
    void aRowCutShortLosesNoEventAndKeepsTheOrder(String cut) {
        start();
        Registration registration = subscribe("a", this::failFirst);
        failOnce(cut);
        publish("e1", "k");
        publish("e2", "k");
        runAll();
        assertThat(attempts).startsWith("e1#1").doesNotContain("e2#1");

        registration.close();
        kill();
        start();
        subscribe("a", this::failFirst);
        pass(Duration.ofSeconds(5));

        assertThat(attempts).contains("e1#2", "e2#1");
        assertThat(attempts.indexOf("e2#1")).isGreaterThan(attempts.indexOf("e1#2"));
    }

    /** An event that is tried alone kept that place for ever when its partition went while it waited for its record. */
    @Test
    void anEventTriedAloneGivesItsPlaceAwayWithItsPartition() {
        start();
        subscribe("a", this::hang);
        publish("e1", "k");
        publish("e2", "l");
        runAll();
        kill();

        start();
        attempts.clear();
        subscribe("a", this::deliver);
        failOnce("delivery/");
        pass(Duration.ofSeconds(5));

        assertThat(attempts).containsExactlyInAnyOrder("e1#1", "e2#1");
    }

    /** A reader that had looked at much without a match, and was then closed, was asked again and again. */
    @Test
    void aReaderThatIsClosedWhileItHasMoreToReadLetsOthersRead() {
        memory = new Memory(2, 1);
        start();
        subscribe("a", "wanted", policy, this::deliver);
        runAll();
        for (int i = 0; i < 1_200; i++) {
            publish("e" + i, keyIn(0), "other");
        }
        publish("found", keyIn(1), "wanted");
        while (store.committed(0) < 1_200) {
            runOneOf("lane-0", "commit");
        }
        runOneOf("delivery");
        store.lost(0);

        runAll();

        assertThat(attempts).containsExactly("found#1");
    }

    /** After a restart it did not wait for an event of its key that was in flight. */
    @Test
    void aLetterBeingRedrivenWaitsForItsKeyAfterARestart() {
        start();
        subscribe(
                "a",
                "*",
                policy().attempts(1).build(),
                attempt -> attempt.event().event().getId().equals("e1") ? refuse() : hang(attempt));
        publish("e1", "k");
        publish("e2", "k");
        runAll();
        hub.deadLetters().redrive(letter().id(), "test", Optional.empty());
        runAll();
        kill();
        attempts.clear();

        start();
        subscribe("a", this::hang);
        pass(Duration.ofSeconds(1));

        assertThat(attempts).hasSize(1);
        answers.values().forEach(answer -> answer.complete(Outcome.delivered()));
        pass(Duration.ofSeconds(1));
        assertThat(attempts).hasSize(2);
    }

    /** Rows on their way to the table were not seen, and stayed. */
    @Test
    void aDeletionTakesRowsAlongThatAreBeingWritten() {
        start();
        Registration registration = subscribe("a", attempt -> refuse());
        runAll();
        publish("e1", "k");
        while (attempts.isEmpty()) {
            runOne();
        }
        registration.close();
        CompletableFuture<Void> deleted = hub.deliveries().delete("a");
        runAll();

        assertThat(deleted).isCompleted();
        assertThat(memory.rows(0, "delivery/a/")).isEmpty();
        assertThat(memory.rows(0, "blocked/a/")).isEmpty();
    }

    /** Before the hub had heard of its partitions it deleted nothing, and said that it had. */
    @Test
    void aDeletionIsRefusedUntilAllPartitionsAreTakenOver() {
        start();
        Registration registration = subscribe("a", this::deliver);
        runAll();
        registration.close();
        kill();
        start();
        subscribe("a", this::deliver).close();
        runOneOf("take-over");

        assertThatThrownBy(() -> hub.deliveries().delete("a").join())
                .hasCauseInstanceOf(StoreUnavailableException.class);
        runAll();
        assertThat(hub.deliveries().delete("a")).isNotDone();
        runAll();
        assertThat(new String(memory.rows(0, "cursors").get("cursors"), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("a");
    }

    /** A row that waited to be removed asked for the cursor of a subscription that had none any more, without end. */
    @Test
    void aDeletionEndsTheWaitForTheCursor() {
        start();
        Registration registration = subscribe("a", this::failFirst);
        runAll();
        publish("e1", "k");
        runAll();
        time.advance(Duration.ofSeconds(3));
        while (!attempts.contains("e1#2")) {
            runSomething();
        }
        // the row is to go, the cursor is about to be saved for it
        registration.close();
        hub.deliveries().delete("a");

        runAll();

        assertThat(memory.rows(0, "delivery/a/")).isEmpty();
    }

    /** The marker of a later event said of an earlier one, in flight without order, that it was done. */
    @Test
    void aLetterRedrivenWithoutOrderDoesNotBringItsKeyIntoOrder() {
        Policy unordered = policy().attempts(2)
                .fixed(Duration.ofSeconds(9))
                .unordered()
                .concurrency(9)
                .build();
        start();
        subscribe("a", "*", unordered, attempt -> attempt.number() < 3 ? failFast(attempt) : hang(attempt));
        publish("dead", "k");
        pass(Duration.ofSeconds(10));
        publish("open", "k");
        runAll();
        hub.deadLetters().redrive(letter().id(), "test", Optional.empty());
        runAll();
        publish("fails", "k");
        pass(Duration.ofSeconds(1));
        assertThat(attempts).containsExactly("dead#1", "dead#2", "open#1", "dead#3", "fails#1");
        kill();
        attempts.clear();

        start();
        subscribe("a", "*", unordered, this::deliver);
        pass(Duration.ofSeconds(20));

        assertThat(attempts).contains("open#1");
    }

    /** The node that was asked to pause took its own word for the last one, and rested for ever. */
    @Test
    void aPauseThatAnotherNodeLiftsBeforeItIsDurableDoesNotStay() {
        start();
        subscribe("a", this::deliver);
        runAll();
        EventHub otherHub = hub;
        Threads otherThreads = threads;
        start();
        subscribe("a", this::deliver);
        runAll();
        hub.deliveries().pause("a");
        runOneOf("lane-0");
        otherHub.deliveries().resume("a");
        otherThreads.takeOf(Set.of("lane-0")).body().run();
        runOneOf("delivery");
        runOneOf("delivery");

        publish("e1", "k");
        runAll();

        assertThat(attempts).containsExactly("e1#1");
    }

    /** What heard of the pause threw on a thread of the hub. */
    @Test
    void aPauseThatIsHeardOfAfterTheStoreHasFailedIsLeftOut() {
        start();
        subscribe("a", this::deliver);
        runAll();
        hub.deliveries().pause("a");
        runOneOf("lane-0");
        memory.faults(new Memory.Faults() {
            @Override
            public void beforeForce() {
                throw new IllegalStateException("the disk is broken");
            }
        });
        runOneOf("commit");

        assertThatNoException().isThrownBy(this::runAll);
    }

    /** It was told to be in conflict with an event that was then not stored: nobody was asked to send it again. */
    @Test
    void aConflictIsToldOnlyOnceTheFirstIsStored() {
        start();
        runAll();
        EventHub formerHub = hub;
        Threads formerThreads = threads;
        start();
        runAll();
        CompletableFuture<Appended> first = formerHub.publisher().publish(event("e1", "k", "one"));
        CompletableFuture<Appended> other = formerHub.publisher().publish(event("e1", "k", "another"));
        formerThreads.takeOf(Set.of("lane-0")).body().run();

        assertThatThrownBy(first::join).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(other::join).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    /** The row of an event that was delivered and removed came back, and was a dead letter without its event. */
    @Test
    void aPowerCutBringsNoRowBackWhoseEventIsRemoved() {
        policy = policy().attempts(2).fixed(RETENTION_ROUND.minusSeconds(5)).build();
        start();
        subscribe("a", this::failFirst);
        publish("e1", "k", LogModel.EXPIRING);
        publish("newest", "l");
        runAll();
        kill();
        start();
        subscribe("a", this::hang);
        pass(RETENTION_ROUND.minusMillis(1));
        assertThat(attempts).endsWith("e1#2");
        while (threads.ready() == 0) {
            runSomething();
        }
        runOneOf("delivery");
        runOneOf("lane-0");
        runOneOf("commit");
        // the round is about to look at the rows
        answers.get("e1").complete(Outcome.delivered());
        threads.take(1).body().run();
        runOneOf("lane-0");
        runAll();
        assertThat(store.read(new Position(0, 0))).isEmpty();

        kill();
        memory.loseUnforced();
        start();
        subscribe("a", this::deliver);
        runAll();

        assertThat(letters()).isEmpty();
    }

    private CompletableFuture<Outcome> failFast(Attempt attempt) {
        return attempt.event().event().getId().equals("open") ? hang(attempt) : refuse();
    }
}
