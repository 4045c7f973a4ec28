package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.DeadLetter.State;
import io.serai.delivery.DeadLetters.Query;
import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Deliveries that were given up, and what people do to them; the steps are those of {@code LetterDesk}. */
class DeadLettersTest {

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub).failing(RecordingTarget.REFUSED);
    private final Policy two = policy().attempts(2).fixed(Duration.ofSeconds(1)).build();

    private DeadLetter dead() {
        hub.subscribe("billing", two, target);
        hub.publish("a");
        hub.advance(Duration.ofSeconds(2));
        return hub.letters().get(0);
    }

    private DeadLetter now(DeadLetter letter) {
        return hub.hub.deadLetters().get(letter.id()).orElseThrow();
    }

    private CompletableFuture<DeadLetter> redrive(DeadLetter letter) {
        return hub.hub.deadLetters().redrive(letter.id(), "ops", Optional.of("account fixed"));
    }

    @Test
    void aLetterSaysWhatTheEventWasAndWhatHappened() {
        DeadLetter letter = dead();

        assertThat(letter.id()).isEqualTo("billing~" + letter.position());
        assertThat(letter.eventId()).isEqualTo("e1");
        assertThat(letter.source()).isEqualTo("/test");
        assertThat(letter.type()).isEqualTo("order");
        assertThat(letter.subject()).contains("a");
        assertThat(letter.correlationId()).isPresent();
        assertThat(letter.history())
                .extracting(DeadLetter.Entry::what, DeadLetter.Entry::detail)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("attempt 1", "http:409: not now"),
                        org.assertj.core.groups.Tuple.tuple("attempt 2", "http:409: not now"));
        assertThat(letter.since()).isEqualTo(letter.history().get(1).time());
    }

    @Test
    void lettersSurviveAPowerCut() {
        DeadLetter letter = dead();
        hub.cutPower();

        assertThat(now(letter)).isEqualTo(letter);
        assertThat(hub.state("billing").dead()).isEqualTo(1);
    }

    @Test
    void anUnknownLetterIsNotThere() {
        assertThat(hub.hub.deadLetters().get("billing~0-7")).isEmpty();
        assertThat(hub.hub.deadLetters().get("billing~99-7")).isEmpty();
        assertThat(hub.hub.deadLetters().get("nonsense")).isEmpty();
        assertThat(hub.hub.deadLetters().redrive("nonsense", "ops", Optional.empty()))
                .isCompletedExceptionally();
    }

    @Nested
    class Redriven {

        @Test
        void theAttemptsBeginAnewAndTheHistoryGoesOn() {
            DeadLetter letter = dead();

            assertThat(redrive(letter).join().state()).isEqualTo(State.REDRIVING);
            hub.advance(Duration.ofSeconds(5));

            assertThat(target.attempts()).containsExactly("e1#1", "e1#2", "e1#3", "e1#4");
            assertThat(now(letter).state()).isEqualTo(State.DEAD);
            assertThat(now(letter).attempts()).isEqualTo(4);
            assertThat(now(letter).history())
                    .extracting(DeadLetter.Entry::what)
                    .containsExactly("attempt 1", "attempt 2", "redrive", "attempt 3", "attempt 4");
            assertThat(now(letter).history().get(2).detail()).isEqualTo("ops: account fixed");
        }

        @Test
        void aSuccessResolvesIt() {
            DeadLetter letter = dead();
            target.delivering();
            redrive(letter).join();

            assertThat(now(letter).state()).isEqualTo(State.RESOLVED);
            assertThat(now(letter).history().get(3).detail()).isEqualTo("delivered");
            assertThat(hub.state("billing").dead()).isZero();
            assertThat(hub.state("billing").retrying()).isZero();
        }

        @Test
        void theSameLetterIsNeverRedrivenTwiceAtOnce() {
            DeadLetter letter = dead();
            target.answering(attempt -> new CompletableFuture<>());
            redrive(letter).join();

            assertThat(redrive(letter))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining("dead letter '" + letter.id() + "' is redriving, not dead");
            assertThat(target.seen).hasSize(3);
        }

        @Test
        void anAcceptedRedriveSurvivesAPowerCut() {
            DeadLetter letter = dead();
            target.answering(attempt -> new CompletableFuture<>());
            redrive(letter).join();

            hub.cutPower();
            target.delivering();
            hub.subscribe("billing", two, target);
            // it was under way when the process ended: that attempt was not recorded beforehand and does not count
            hub.advance(Duration.ofSeconds(5));

            assertThat(now(letter).state()).isEqualTo(State.RESOLVED);
        }

        @Test
        void itWaitsWhileAnEventOfItsKeyIsInFlight() {
            DeadLetter letter = dead();
            List<CompletableFuture<Outcome>> open = new ArrayList<>();
            target.answering(attempt -> {
                open.add(new CompletableFuture<>());
                return open.get(open.size() - 1);
            });
            hub.publish("a");
            redrive(letter).join();
            assertThat(target.attempts()).endsWith("e1#2", "e2#1");

            open.get(0).complete(Outcome.delivered());
            hub.publish("a");
            assertThat(target.attempts()).endsWith("e2#1", "e1#3");
            open.get(1).complete(Outcome.delivered());

            assertThat(target.attempts()).endsWith("e1#3", "e3#1");
        }

        @Test
        void withoutATargetItWaitsForOne() {
            DeadLetter letter = dead();
            hub.restart();
            redrive(letter).join();
            target.delivering();
            assertThat(target.seen).hasSize(2);

            hub.subscribe("billing", two, target);

            assertThat(now(letter).state()).isEqualTo(State.RESOLVED);
        }
    }

    @Test
    void aDiscardedLetterIsKeptAndNotRedriven() {
        DeadLetter letter = dead();
        hub.hub
                .deadLetters()
                .discard(letter.id(), "ops", Optional.of("test order"))
                .join();
        hub.cutPower();

        assertThat(now(letter).state()).isEqualTo(State.DISCARDED);
        assertThat(now(letter).history().get(2).detail()).isEqualTo("ops: test order");
        assertThat(redrive(letter)).isCompletedExceptionally();
        assertThat(hub.state("billing").dead()).isZero();
    }

    @Test
    void listsAreFilteredOrderedAndPaged() {
        Policy once = policy().attempts(1).unordered().build();
        hub.subscribe("billing", "order", Optional.empty(), once, new StartAt.Beginning(), target);
        RecordingTarget other = new RecordingTarget(hub).failing(Failure.http(400, "no", Optional.empty()));
        hub.subscribe("shipping", "*", Optional.empty(), once, new StartAt.Beginning(), other);
        for (int i = 0; i < 12; i++) {
            hub.publish("k" + i);
        }
        hub.publish(hub.event("refund", "x"));

        assertThat(list(new Query(Optional.of("billing"), Optional.empty(), Optional.empty(), Optional.empty())))
                .hasSize(12)
                .isSortedAccordingTo((a, b) -> a.position().compareTo(b.position()));
        assertThat(list(new Query(Optional.empty(), Optional.of("http:400"), Optional.empty(), Optional.empty())))
                .hasSize(13)
                .allSatisfy(letter -> assertThat(letter.subscription()).isEqualTo("shipping"));
        assertThat(list(new Query(Optional.empty(), Optional.empty(), Optional.of("ref*"), Optional.empty())))
                .hasSize(1);
        assertThat(list(new Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(State.RESOLVED))))
                .isEmpty();
        Query all = new Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        List<DeadLetter> paged = new ArrayList<>();
        Optional<String> after = Optional.empty();
        for (List<DeadLetter> page = hub.hub.deadLetters().list(all, after, 10);
                !page.isEmpty();
                page = hub.hub.deadLetters().list(all, after, 10)) {
            paged.addAll(page);
            after = Optional.of(page.get(page.size() - 1).id());
        }
        assertThat(paged).isEqualTo(hub.letters()).hasSize(25);
    }

    private List<DeadLetter> list(Query query) {
        return hub.hub.deadLetters().list(query, Optional.empty(), 100);
    }
}
