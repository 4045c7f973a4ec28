package io.serai.store.memory;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.store.Appended;
import io.serai.store.ConflictException;
import io.serai.store.NotOwnerException;
import io.serai.store.OwnedPartition;
import io.serai.store.OwnershipListener;
import io.serai.store.Position;
import io.serai.store.Retention;
import io.serai.store.StoredEvent;
import io.serai.store.log.StorageFailedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What was packed reads as before, and what was removed is gone, whatever step a crash comes between. */
class SealingTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private static final Instant LATER = START.plus(Duration.ofDays(9));

    private final Memory memory = new Memory(1, 2);
    private Instant now = START;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private MemoryStore store = MemoryStore.open(memory, clock);

    @Test
    void readsTheSameOnceSealed() {
        List<Appended> appended = append(0, 60);
        List<String> before = ids(0, 100);

        owned().passed(60);

        assertThat(sealed()).isGreaterThan(40);
        assertThat(ids(0, 100)).isEqualTo(before);
        assertThat(store.first(0)).isZero();
        assertThat(store.status().events()).isEqualTo(60);
        for (Appended event : appended) {
            assertThat(store.read(event.position()).orElseThrow().event().getId())
                    .isEqualTo(event.id());
        }
        for (int from = 0; from < 60; from++) {
            for (int max : new int[] {1, 3, 64}) {
                assertThat(ids(from, max)).isEqualTo(before.subList(from, Math.min(60, from + max)));
            }
        }
    }

    @Test
    void keepsTheNewestSingle() {
        append(0, 60);
        owned().passed(60);

        assertThat(sealed()).isLessThanOrEqualTo(56);
    }

    @Test
    void sealsNothingThatWasNotPassed() {
        append(0, 60);
        owned().passed(20);

        assertThat(sealed()).isLessThanOrEqualTo(16);
    }

    @Test
    void knowsASealedEventAgain() {
        List<Appended> appended = append(0, 60);
        owned().passed(60);

        for (boolean reopened : new boolean[] {false, true}) {
            if (reopened) {
                reopen();
            }
            Appended again = store.append(event("e3", "k", "3")).join();
            assertThat(again.duplicate()).isTrue();
            assertThat(again.position()).isEqualTo(appended.get(3).position());
            assertThatThrownBy(() -> store.append(event("e3", "k", "other")).join())
                    .hasCauseInstanceOf(ConflictException.class);
        }
    }

    @Test
    void findsTimesInSealedAndSingleEvents() {
        append(0, 60);
        owned().passed(60);

        for (int i = 0; i < 60; i++) {
            assertThat(store.offsetAt(0, START.plusSeconds(i + 1))).isEqualTo(i);
            assertThat(store.offsetAt(0, START.plusSeconds(i + 1).plusMillis(1)))
                    .isEqualTo(i + 1);
        }
        assertThat(store.offsetAt(0, START)).isZero();
    }

    @Test
    void sealsOnAfterARestart() {
        append(0, 30);
        owned().passed(30);
        reopen();
        append(30, 60);
        owned().passed(60);

        assertThat(sealed()).isGreaterThan(40);
        assertThat(ids(0, 100)).hasSize(60);
    }

    @Test
    void refusesToSealForAFormerOwner() {
        append(0, 60);
        OwnedPartition former = owned();
        MemoryStore.open(memory, clock);

        former.passed(60);

        assertThat(memory.copy(0, 0).segments.rows()).isEmpty();
        assertThatThrownBy(() -> former.remove(60, everything()).join()).hasCauseInstanceOf(NotOwnerException.class);
    }

    @Nested
    class Removing {

        @Test
        void removesWhatIsExpiredAndNothingElse() {
            append(0, 60);
            owned().passed(30);

            long removed =
                    owned().remove(60, olderThan(START.plusSeconds(21), 5, 7)).join();

            assertThat(removed).isEqualTo(18);
            assertThat(ids(0, 100)).hasSize(42).startsWith("e5", "e7", "e20", "e21");
            assertThat(store.status().events()).isEqualTo(42);
            assertThat(store.read(new Position(0, 4))).isEmpty();
            assertThat(owned().remove(60, olderThan(START.plusSeconds(21), 5, 7))
                            .join())
                    .isZero();
        }

        @Test
        void removesOnlyBelowTheOffset() {
            append(0, 60);

            owned().remove(10, everything()).join();

            assertThat(ids(0, 100)).hasSize(50).startsWith("e10");
        }

        @Test
        void removesByType() {
            for (int i = 0; i < 40; i++) {
                String type = i % 2 == 0 ? "shop.order.seen" : "shop.order.paid";
                append(CloudEventBuilder.from(event("e" + i, "k", "x"))
                        .withType(type)
                        .build());
            }
            Retention seen = retention(type -> type.equals("shop.order.seen") ? Optional.of(LATER) : Optional.empty());

            owned().passed(40);
            assertThat(owned().remove(40, seen).join()).isEqualTo(20);

            assertThat(store.read(0, 0, 100).events()).hasSize(20).allSatisfy(event -> assertThat(event.type())
                    .isEqualTo("shop.order.paid"));
        }

        @Test
        void keepsTheNewestEventSoThatNumbersGoOn() {
            append(0, 60);
            owned().remove(60, everything()).join();
            assertThat(ids(0, 100)).containsExactly("e59");

            reopen();

            assertThat(store.first(0)).isEqualTo(59);
            assertThat(append(60, 61).get(0).position()).isEqualTo(new Position(0, 60));
        }

        @Test
        void takesARemovedEventInAnew() {
            append(0, 60);
            owned().remove(60, everything()).join();

            for (boolean reopened : new boolean[] {false, true}) {
                if (reopened) {
                    reopen();
                }
                String id = reopened ? "e4" : "e3";
                Appended again = store.append(event(id, "k", "other")).join();
                assertThat(again.duplicate()).isFalse();
                assertThat(again.position().offset()).isGreaterThanOrEqualTo(60);
            }
        }

        @Test
        void leavesFewSegmentsWhereLittleIsLeft() {
            append(0, 600);
            owned().passed(600);
            owned().remove(590, olderThan(LATER, 3, 200, 201, 400)).join();

            assertThat(memory.copy(0, 0).segments.rows().size()).isLessThan(4);
            assertThat(memory.copy(0, 0).segments.rows().keySet())
                    .isEqualTo(memory.copy(0, 0).summaries.rows().keySet());
            assertThat(ids(0, 4)).containsExactly("e3", "e200", "e201", "e400");
            reopen();
            assertThat(ids(0, 4)).containsExactly("e3", "e200", "e201", "e400");
        }
    }

    @Nested
    class Crashes {

        /** Stops at the n-th step of sealing and removing, for every n, in every way; then it is done again. */
        @Test
        void costNothingBetweenAnyTwoSteps() {
            for (Consumer<MemoryStore> end : List.<Consumer<MemoryStore>>of(
                    MemoryStore::crash, MemoryStore::crashLosingUnforced, byChance(1), byChance(2), byChance(3))) {
                int step = 0;
                while (crashAt(step, end)) {
                    step++;
                }
                assertThat(step).isGreaterThan(50);
            }
        }

        /** A segment was packed anew with more, and the crash came before its summary said so. */
        @Test
        void leaveNothingTwiceInASegmentThatGrew() {
            for (int step = 0; step < 12; step++) {
                Memory copies = new Memory(1, 2);
                now = START;
                store = MemoryStore.open(copies, clock);
                append(0, 30);
                owned().remove(3, olderThan(now, 1)).join();
                int[] left = {step};
                copies.faults(new Memory.Faults() {
                    @Override
                    public void beforeSealing(int copy, Position first) {
                        if (left[0]-- == 0) {
                            store.crash();
                            throw new IllegalStateException("cut off");
                        }
                    }
                });
                Retention grows = olderThan(now, 1, 3, 4);
                owned().remove(6, grows).exceptionally(failed -> 0L).join();
                copies.faults(new Memory.Faults() {});
                store.crash();
                store = MemoryStore.open(copies, clock);
                owned().passed(30);
                owned().remove(6, grows).join();

                List<String> expected = new ArrayList<>(List.of("e1", "e3", "e4"));
                expected.addAll(names(6, 30));
                assertThat(ids(0, 100)).as("step %s", step).isEqualTo(expected);
            }
        }

        /** The summary of an owner that was killed counted before it was forced, and what it had packed was removed. */
        @Test
        void loseNothingWhenThePowerFailsDuringTheTakeOverAfterAKill() {
            append(0, 30);
            OwnedPartition killed = owned();
            failAt(new int[] {1}, new int[] {-1});
            killed.passed(30);
            store.crash();
            failAt(new int[] {-1}, new int[] {5});
            store = MemoryStore.open(memory, clock);
            // of each copy log, segments and rows: the log's disk had written, the others had not
            int[] disk = {0};
            store.crashLosingUnforced(written -> disk[0]++ % 3 == 0 ? written : 0);
            memory.faults(new Memory.Faults() {});
            store = MemoryStore.open(memory, clock);

            assertThat(ids(0, 100)).isEqualTo(names(0, 30));
        }

        /** The process ends at the n-th force or removal. */
        private void failAt(int[] force, int[] removal) {
            memory.faults(new Memory.Faults() {
                @Override
                public void beforeForce() {
                    end(force);
                }

                @Override
                public void beforeRemove(int copy, Position position) {
                    end(removal);
                }

                private void end(int[] left) {
                    if (left[0]-- == 0) {
                        throw new StorageFailedException("the process ends", new IllegalStateException("cut off"));
                    }
                }
            });
        }

        /** What each disk had written of what was not forced is another part. */
        private static Consumer<MemoryStore> byChance(int seed) {
            Random random = new Random(seed);
            return cut -> cut.crashLosingUnforced(written -> random.nextInt(written + 1));
        }

        private boolean crashAt(int step, Consumer<MemoryStore> end) {
            Memory copies = new Memory(1, 2);
            now = START;
            store = MemoryStore.open(copies, clock);
            append(0, 70);
            owned().passed(30);
            int[] left = {step};
            copies.faults(new Memory.Faults() {
                private void cut() {
                    if (left[0]-- == 0) {
                        throw new IllegalStateException("cut off");
                    }
                }

                @Override
                public void beforeRemove(int copy, Position position) {
                    cut();
                }

                @Override
                public void beforeSealing(int copy, Position first) {
                    cut();
                }

                @Override
                public void beforeForce() {
                    cut();
                }
            });
            OwnedPartition cut = owned();
            cut.passed(50);
            Retention old = olderThan(START.plusSeconds(21), 5, 7);
            boolean reached = left[0] < 0;
            if (!reached) {
                cut.remove(70, old).exceptionally(failed -> 0L).join();
                reached = left[0] < 0;
            }
            copies.faults(new Memory.Faults() {});
            end.accept(store);
            store = MemoryStore.open(copies, clock);

            List<String> there = ids(0, 100);
            assertThat(there).as("step %s", step).doesNotHaveDuplicates();
            assertThat(there).containsAll(names(20, 70)).contains("e5", "e7");
            for (String id : there) {
                Appended again = store.append(event(id, "k", id.substring(1))).join();
                assertThat(again.duplicate()).as("%s after step %s", id, step).isTrue();
            }

            owned().passed(50);
            owned().remove(70, old).join();
            assertThat(ids(0, 100)).isEqualTo(expected());
            reopen(copies);
            assertThat(ids(0, 100)).isEqualTo(expected());
            assertThat(store.status().events()).isEqualTo(expected().size());
            return reached;
        }

        private List<String> expected() {
            List<String> expected = new ArrayList<>(List.of("e5", "e7"));
            expected.addAll(names(20, 70));
            return expected;
        }

        private List<String> names(int from, int to) {
            return LongStream.range(from, to).mapToObj(i -> "e" + i).toList();
        }
    }

    private List<Appended> append(int from, int to) {
        List<Appended> appended = new ArrayList<>();
        for (int i = from; i < to; i++) {
            appended.add(append(event("e" + i, "k", "" + i)));
        }
        return appended;
    }

    private Appended append(CloudEvent event) {
        now = now.plus(Duration.ofSeconds(1));
        return store.append(event).join();
    }

    private List<String> ids(long from, int max) {
        return store.read(0, from, max).events().stream()
                .map(StoredEvent::event)
                .map(CloudEvent::getId)
                .toList();
    }

    private long sealed() {
        return memory.copy(0, 0).log.rows().firstKey();
    }

    private void reopen() {
        reopen(memory);
    }

    private void reopen(Memory copies) {
        store.close();
        store = MemoryStore.open(copies, clock);
    }

    private OwnedPartition owned() {
        List<OwnedPartition> taken = new ArrayList<>();
        store.listen(new OwnershipListener() {
            @Override
            public void taken(OwnedPartition partition) {
                taken.add(partition);
            }

            @Override
            public void lost(int partition) {}
        });
        return taken.get(0);
    }

    private static Retention everything() {
        return olderThan(LATER);
    }

    /** Of all types, but for some offsets that are needed. */
    private static Retention olderThan(Instant time, long... needed) {
        return retention(type -> Optional.of(time), needed);
    }

    private static Retention retention(Function<String, Optional<Instant>> before, long... needed) {
        Set<Long> kept = LongStream.of(needed).boxed().collect(Collectors.toSet());
        return new Retention() {
            @Override
            public Optional<Instant> expiredBefore(String type) {
                return before.apply(type);
            }

            @Override
            public boolean needed(StoredEvent event) {
                return kept.contains(event.position().offset());
            }
        };
    }
}
