package io.serai.delivery.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.delivery.InputRedriver;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInputStateException;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.delivery.RejectedInputsFullException;
import io.serai.delivery.internal.publish.RejectedInputTable.Limits;
import io.serai.delivery.time.ManualTime;
import io.serai.store.Appended;
import io.serai.store.Position;
import io.serai.store.StoreUnavailableException;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RejectedInputTableTest {

    private final ManualTime time = ManualTime.create();
    private MemoryStore store = MemoryStore.create(1, time);
    private RejectedInputTable table = new RejectedInputTable(store, time, new Limits(3, 100, 10_000));

    private RejectedInput input(String body) {
        return new RejectedInput(
                "",
                "bridge/orders-in",
                "kafka orders-0-17",
                "schema",
                "orderId is missing",
                Map.of("content-type", "text/plain"),
                body.getBytes(StandardCharsets.UTF_8),
                RejectedInput.Form.TEXT,
                time.instant());
    }

    private String keep(String body) {
        time.advance(Duration.ofSeconds(1));
        return table.keep(input(body)).join();
    }

    private List<String> bodies(Optional<String> after, int limit) {
        return table.list(after, limit).stream()
                .map(input -> new String(input.body(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatIsKeptSurvivesAPowerCutWithEverything() {
        String id = keep("a");
        store.crashLosingUnforced();
        store = MemoryStore.open(store.memory(), time);
        table = new RejectedInputTable(store, time);

        RejectedInput kept = table.get(id).orElseThrow();

        assertThat(kept.id()).isEqualTo(id);
        assertThat(kept).usingRecursiveComparison().ignoringFields("id").isEqualTo(input("a"));
    }

    @Test
    void theyAreListedNewestFirstInPages() {
        keep("a");
        String second = keep("b");
        keep("c");

        assertThat(bodies(Optional.empty(), 10)).containsExactly("c", "b", "a");
        assertThat(bodies(Optional.empty(), 2)).containsExactly("c", "b");
        assertThat(bodies(Optional.of(second), 10)).containsExactly("a");
    }

    @Test
    void whenThereIsNoRoomTheAnswerSaysWhatToDo() {
        String first = keep("a");
        keep("b");
        keep("c");

        assertThat(catchThrowable(() -> keep("d")))
                .hasCauseInstanceOf(RejectedInputsFullException.class)
                .hasMessageContaining("rejected input of bridge/orders-in (kafka orders-0-17) is not kept: 3 of")
                .hasMessageContaining("look at them and discard some");
        table.discard(first).join();
        keep("d");
        assertThat(bodies(Optional.empty(), 10)).containsExactly("d", "c", "b");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertThat(catchThrowable(() -> keep("x".repeat(101))))
                .hasMessageContaining("its body has 101 bytes, the limit is 100; take it out of its source by hand");
        assertThat(bodies(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void theRoomIsCountedAgainAfterARestart() {
        keep("a");
        keep("b");
        keep("c");
        table = new RejectedInputTable(store, time, new Limits(3, 100, 10_000));

        assertThat(catchThrowable(() -> keep("d"))).hasCauseInstanceOf(RejectedInputsFullException.class);
    }

    @Test
    void discardingWhatIsNotThereFails() {
        assertThat(table.discard("nothing")).isCompletedExceptionally();
    }

    @Nested
    class Redriving {

        private final Appended appended = new Appended("e-1", URI.create("/s"), new Position(0, 7), false);

        @Test
        void whatItsRouteTakesIsForgottenAndMakesRoom() {
            String id = keep("a");
            keep("b");
            keep("c");
            table.redriveWith(input -> done(new Redriven.Published(List.of(appended))));

            Redriven ended = table.redrive(id).join();

            assertThat(ended).isEqualTo(new Redriven.Published(List.of(appended)));
            assertThat(table.get(id)).isEmpty();
            keep("d");
        }

        @Test
        void itIsGivenToTheRouteAsItWasKept() {
            String id = keep("a");
            List<RejectedInput> given = new ArrayList<>();
            table.redriveWith(input -> {
                given.add(input);
                return done(new Redriven.Published(List.of()));
            });

            table.redrive(id).join();

            assertThat(given)
                    .singleElement()
                    .usingRecursiveComparison()
                    .ignoringFields("id", "time")
                    .isEqualTo(input("a"));
        }

        @Test
        void whatIsRejectedAgainStaysUnderItsIdWithTheNewCauseAndTime() {
            String id = keep("a");
            time.advance(Duration.ofHours(1));
            table.redriveWith(input -> done(new Redriven.Rejected("invalid", "no subject")));

            assertThat(table.redrive(id).join()).isEqualTo(new Redriven.Rejected("invalid", "no subject"));

            assertThat(table.list(Optional.empty(), 10)).singleElement().satisfies(again -> {
                assertThat(again.id()).isEqualTo(id);
                assertThat(again.code()).isEqualTo("invalid");
                assertThat(again.message()).isEqualTo("no subject");
                assertThat(again.time()).isEqualTo(time.instant());
                assertThat(again.body()).asString().isEqualTo("a");
            });
        }

        @Test
        void whatIsRejectedAgainSurvivesAPowerCutWithTheNewCause() {
            String id = keep("a");
            table.redriveWith(input -> done(new Redriven.Rejected("invalid", "no subject")));
            table.redrive(id).join();

            store.crashLosingUnforced();
            table = new RejectedInputTable(MemoryStore.open(store.memory(), time), time);

            assertThat(table.get(id).orElseThrow().message()).isEqualTo("no subject");
        }

        @Test
        void ofTwoAtOnceOneWinsAndTheOtherIsTold() {
            String id = keep("a");
            CompletableFuture<Redriven> running = new CompletableFuture<>();
            table.redriveWith(input -> running);
            CompletableFuture<Redriven> first = table.redrive(id);

            assertThat(stateOf(table.redrive(id))).isEqualTo(State.REDRIVING);
            assertThat(stateOf(table.discard(id))).isEqualTo(State.REDRIVING);

            running.complete(new Redriven.Rejected("invalid", "still"));
            assertThat(first).isCompleted();
            table.discard(id).join();
            assertThat(stateOf(table.redrive(id))).isEqualTo(State.UNKNOWN);
        }

        @Test
        void whereItsRouteCannotBeTriedItStaysAsItIs() {
            String id = keep("a");
            StoreUnavailableException refusing = new StoreUnavailableException("opening", Duration.ofSeconds(1));
            for (InputRedriver unable :
                    List.<InputRedriver>of(input -> CompletableFuture.failedFuture(refusing), input -> {
                        throw refusing;
                    })) {
                table.redriveWith(unable);

                assertThat(table.redrive(id))
                        .failsWithin(Duration.ZERO)
                        .withThrowableThat()
                        .withCause(refusing);
                assertThat(table.get(id).orElseThrow().code()).isEqualTo("schema");
            }
            table.redriveWith(input -> done(new Redriven.Published(List.of())));
            table.redrive(id).join();
        }

        @Test
        void withoutRoutesNothingIsRedriven() {
            String id = keep("a");

            assertThat(stateOf(table.redrive(id))).isEqualTo(State.WITHOUT_BRIDGE);
            assertThat(table.get(id)).isPresent();
        }

        /** The order of the two writes: the events first, then the input goes. */
        @Test
        void aPowerCutBeforeItIsForgottenLeavesIt() {
            String id = keep("a");
            table.redriveWith(input -> {
                store.crashLosingUnforced();
                return done(new Redriven.Published(List.of(appended)));
            });

            assertThat(table.redrive(id)).isCompletedExceptionally();

            table = new RejectedInputTable(MemoryStore.open(store.memory(), time), time);
            assertThat(table.get(id)).isPresent();
        }

        private static CompletableFuture<Redriven> done(Redriven ended) {
            return CompletableFuture.completedFuture(ended);
        }

        private static State stateOf(CompletableFuture<?> refused) {
            Throwable failure = catchThrowable(() -> refused.get(0, TimeUnit.SECONDS));
            assertThat(failure).hasCauseInstanceOf(RejectedInputStateException.class);
            return ((RejectedInputStateException) failure.getCause()).state();
        }
    }
}
