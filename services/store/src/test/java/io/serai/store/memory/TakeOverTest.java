package io.serai.store.memory;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.Appended;
import io.serai.store.LogSlice;
import io.serai.store.Position;
import io.serai.store.StoreStatus.State;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TakeOverTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private final Memory memory = new Memory(1, 2);

    /** Two of five events are safe; the last three reached some copies and not others. */
    @Test
    void makesTheLogWholeWhicheverWritesAreMissing() {
        for (int missing = 0; missing < 1 << 6; missing++) {
            Memory copies = new Memory(1, 2);
            MemoryStore former = MemoryStore.open(copies, clock);
            List<Appended> appended = append(former, 0, 5);
            former.crash();
            Set<Long> nowhere = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                long offset = 2 + i;
                boolean first = take(copies, 0, offset, missing, 2 * i);
                boolean second = take(copies, 1, offset, missing, 2 * i + 1);
                if (first && second) {
                    nowhere.add(offset);
                }
            }
            long next = 5;
            while (nowhere.contains(next - 1)) {
                nowhere.remove(--next);
            }

            MemoryStore owner = MemoryStore.open(copies, clock);

            assertThat(owner.committed(0)).as("missing %s", missing).isEqualTo(next);
            assertThat(owner.status().events()).isEqualTo(next - nowhere.size());
            LogSlice read = owner.read(0, 0, 100);
            assertThat(read.next()).isEqualTo(next);
            assertThat(read.events())
                    .extracting(stored -> stored.position().offset())
                    .containsExactlyElementsOf(IntStream.range(0, (int) next)
                            .mapToObj(Long::valueOf)
                            .filter(offset -> !nowhere.contains(offset))
                            .toList());
            for (long offset = 0; offset < next; offset++) {
                Position position = new Position(0, offset);
                assertThat(copies.record(0, position)).isPresent();
                assertThat(copies.record(0, position).orElseThrow())
                        .isEqualTo(copies.record(1, position).orElseThrow());
            }
            for (int i = 0; i < 5; i++) {
                boolean kept = i < next && !nowhere.contains((long) i);
                Appended again = owner.append(event("e" + i, "k", "x")).join();
                assertThat(again.duplicate()).isEqualTo(kept);
                if (kept) {
                    assertThat(again.position()).isEqualTo(appended.get(i).position());
                }
            }
        }
    }

    private static boolean take(Memory copies, int copy, long offset, int missing, int bit) {
        boolean take = (missing & 1 << bit) != 0;
        if (take) {
            copies.remove(copy, new Position(0, offset));
        }
        return take;
    }

    @Test
    void whatATakeOverFoundIsDurableBeforeItIsCommitted() {
        MemoryStore former = MemoryStore.open(memory, clock);
        memory.faults(new Memory.Faults() {
            @Override
            public void beforeForce() {
                throw new IllegalStateException("no force today");
            }
        });
        assertThatThrownBy(() -> former.append(event("1", "k", "x")).join());
        memory.faults(new Memory.Faults() {});

        MemoryStore second = MemoryStore.open(memory, clock);
        assertThat(second.committed(0)).isEqualTo(1);
        second.crashLosingUnforced();

        assertThat(MemoryStore.open(memory, clock).committed(0)).isEqualTo(1);
    }

    @Test
    void theIncarnationGrowsWithEveryTakeOver() {
        for (long incarnation = 1; incarnation < 5; incarnation++) {
            MemoryStore store = MemoryStore.open(memory, clock);
            assertThat(MemoryStoreTest.owned(store).get(0).incarnation()).isEqualTo(incarnation);
            store.crashLosingUnforced();
        }
    }

    @Test
    void recordedTimesNeverFallWhateverTheClockDoes() {
        append(MemoryStore.open(memory, clock), 0, 3);
        Clock earlier = Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC);
        MemoryStore store = MemoryStore.open(memory, earlier);
        append(store, 3, 3);

        assertThat(store.read(0, 0, 10).events())
                .extracting(StoredEvent::recordedTime)
                .containsOnly(clock.instant());
    }

    @Nested
    class AWriteThatFails {

        private final MemoryStore store = MemoryStore.open(memory, clock);

        @Test
        void isNotAcknowledgedAndMayBeSentAgain() {
            append(store, 0, 2);
            failAt(1, 3);
            CompletableFuture<List<Appended>> batch =
                    store.append(List.of(event("a", "k", "x"), event("b", "k", "x"), event("c", "k", "x")));
            assertThatThrownBy(batch::join).hasCauseInstanceOf(StoreUnavailableException.class);

            memory.faults(new Memory.Faults() {});
            List<Appended> again = store.append(
                            List.of(event("a", "k", "x"), event("b", "k", "x"), event("c", "k", "x")))
                    .join();

            assertThat(again).extracting(Appended::duplicate).containsExactly(true, true, false);
            assertThat(again).extracting(answer -> answer.position().offset()).containsExactly(2L, 3L, 4L);
            assertThat(store.status().state()).isEqualTo(State.READY);
        }

        /** The copy 0 took offset 3, copy 1 did not. */
        @Test
        void leavesBothCopiesAlikeAfterTheTakeOver() {
            append(store, 0, 2);
            failAt(1, 3);
            assertThatThrownBy(() -> store.append(List.of(event("a", "k", "x"), event("b", "k", "x")))
                    .join());

            for (long offset = 0; offset < 4; offset++) {
                assertThat(memory.record(1, new Position(0, offset)).orElseThrow())
                        .isEqualTo(memory.record(0, new Position(0, offset)).orElseThrow());
            }
            assertThat(store.committed(0)).isEqualTo(4);
        }

        private void failAt(int copy, long offset) {
            memory.faults(new Memory.Faults() {
                private boolean done;

                @Override
                public void beforeWrite(int where, Position position) {
                    if (!done && where == copy && position.offset() == offset) {
                        done = true;
                        throw new IllegalStateException("the write was cut off");
                    }
                }
            });
        }
    }

    @Nested
    class AForceThatFails {

        private final MemoryStore store = MemoryStore.open(memory, clock);

        @Test
        void acknowledgesNothingEverAgain() {
            append(store, 0, 2);
            memory.faults(new Memory.Faults() {
                @Override
                public void beforeForce() {
                    throw new IllegalStateException("input/output error");
                }
            });
            CompletableFuture<Throwable> failure = store.failure();

            assertThatThrownBy(() -> store.append(event("a", "k", "x")).join())
                    .hasCauseInstanceOf(StoreUnavailableException.class);

            memory.faults(new Memory.Faults() {});
            assertThatThrownBy(() -> store.append(event("b", "k", "x")).join())
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.append(event("e0", "k", "x")).join())
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            assertThat(failure).isCompleted();
            assertThat(store.status().state()).isEqualTo(State.FAILED);
            assertThat(store.status().detail()).contains("forcing the log");
        }
    }

    private static List<Appended> append(MemoryStore store, int from, int count) {
        List<Appended> appended = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            appended.add(store.append(event("e" + i, "k", "x")).join());
        }
        return appended;
    }
}
