package io.serai.store.memory;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Appended;
import io.serai.store.ConflictException;
import io.serai.store.OwnedPartition;
import io.serai.store.OwnershipListener;
import io.serai.store.Position;
import io.serai.store.Retention;
import io.serai.store.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is done to the log, it holds what it acknowledged, once, in the order of the numbers. */
class LogModelTest {

    private enum Kind {
        APPEND,
        BATCH,
        CUT_WRITE,
        SEAL,
        EXPIRE,
        CUT_SEALING,
        CLOSE,
        CRASH,
        POWER_CUT,
        SECOND_OWNER
    }

    private record Step(Kind kind, int id, int content, int seed) {}

    @Property(tries = 400)
    void keepsItsPromises(@ForAll("steps") List<Step> steps) {
        new Run().run(steps);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(10, Kind.APPEND),
                                Tuple.of(5, Kind.BATCH),
                                Tuple.of(3, Kind.CUT_WRITE),
                                Tuple.of(3, Kind.SEAL),
                                Tuple.of(2, Kind.EXPIRE),
                                Tuple.of(2, Kind.CUT_SEALING),
                                Tuple.of(1, Kind.CLOSE),
                                Tuple.of(1, Kind.CRASH),
                                Tuple.of(2, Kind.POWER_CUT),
                                Tuple.of(1, Kind.SECOND_OWNER)),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers())
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    private static final class Run {

        private static final int PARTITIONS = 2;

        private final Memory memory = new Memory(PARTITIONS, 2);
        private Instant now = Instant.parse("2026-11-22T10:00:00Z");
        private final Clock clock = new InstantSource() {
            @Override
            public Instant instant() {
                now = now.plus(Duration.ofMillis(1));
                return now;
            }
        }.withZone(ZoneOffset.UTC);
        private MemoryStore store = MemoryStore.open(memory, clock);
        private final Map<String, Position> acknowledged = new HashMap<>();
        private final Map<String, Integer> contents = new HashMap<>();

        void run(List<Step> steps) {
            for (Step step : steps) {
                switch (step.kind) {
                    case APPEND -> append(step.id, step.content);
                    case BATCH -> batch(step);
                    case CUT_WRITE -> cutWrite(step);
                    case SEAL -> seal(step.seed);
                    case EXPIRE -> expire(step.seed);
                    case CUT_SEALING -> cutSealing(step);
                    case CLOSE -> reopenAfter(store::close);
                    case CRASH -> reopenAfter(store::crash);
                    case POWER_CUT -> {
                        Random random = new Random(step.seed);
                        reopenAfter(() -> store.crashLosingUnforced(written -> random.nextInt(written + 1)));
                    }
                    case SECOND_OWNER -> reopenAfter(() -> {});
                }
                check();
            }
        }

        private void append(int id, int content) {
            try {
                Appended appended = store.append(event("e" + id, "k" + id % 3, "c" + content))
                        .join();
                acknowledged(appended, content);
            } catch (CompletionException refused) {
                if (refused.getCause() instanceof ConflictException conflict) {
                    assertThat(contents.getOrDefault("e" + id, 1 - content)).isNotEqualTo(content);
                    assertThat(conflict.first()).isNotNull();
                }
            }
        }

        private void batch(Step step) {
            List<Integer> ids = List.of(step.id, step.id + 1, step.id, step.id + 2);
            try {
                List<Appended> answers = store.append(ids.stream()
                                .map(id -> event("e" + id, "k" + id % 3, "c" + step.content))
                                .toList())
                        .join();
                answers.forEach(answer -> acknowledged(answer, step.content));
            } catch (CompletionException refused) {
                // some may be stored; none is acknowledged
            }
        }

        /** One of the next writes into one of the copies does not happen, nor what would follow it. */
        private void cutWrite(Step step) {
            Random random = new Random(step.seed);
            int[] left = {random.nextInt(8)};
            memory.faults(new Memory.Faults() {
                @Override
                public void beforeWrite(int copy, Position position) {
                    if (left[0]-- == 0) {
                        throw new IllegalStateException("cut off");
                    }
                }
            });
            batch(step);
            memory.faults(new Memory.Faults() {});
        }

        private void seal(int seed) {
            Random random = new Random(seed);
            owned().forEach(partition -> partition.passed(partition.committed() - random.nextInt(4)));
        }

        /** What is removed is new again when it comes again. */
        private void expire(int seed) {
            Random random = new Random(seed);
            int kept = 2 + random.nextInt(4);
            for (OwnedPartition partition : owned()) {
                long before = partition.committed() - random.nextInt(8);
                boolean done = partition
                        .remove(before, new AllBut(kept))
                        .handle((removed, failed) -> failed == null)
                        .join();
                acknowledged.values().removeIf(position -> {
                    boolean expired = position.partition() == partition.number()
                            && position.offset() < Math.min(before, partition.committed() - 1)
                            && position.offset() % kept != 0;
                    if (done && expired) {
                        assertThat(store.read(position)).isEmpty();
                    }
                    return expired && (done || store.read(position).isEmpty());
                });
            }
            contents.keySet().retainAll(acknowledged.keySet());
        }

        /** One of the next steps of sealing or removing does not happen, nor what would follow it. */
        private void cutSealing(Step step) {
            int[] left = {new Random(step.seed).nextInt(30)};
            Memory.Faults cut = new Memory.Faults() {
                @Override
                public void beforeRemove(int copy, Position position) {
                    if (left[0]-- == 0) {
                        throw new IllegalStateException("cut off");
                    }
                }

                @Override
                public void beforeSealing(int copy, Position first) {
                    beforeRemove(copy, first);
                }
            };
            memory.faults(cut);
            seal(step.seed);
            expire(step.seed);
            memory.faults(new Memory.Faults() {});
        }

        private List<OwnedPartition> owned() {
            List<OwnedPartition> owned = new ArrayList<>();
            store.listen(new OwnershipListener() {
                @Override
                public void taken(OwnedPartition partition) {
                    owned.add(partition);
                }

                @Override
                public void lost(int partition) {}
            });
            return List.copyOf(owned);
        }

        /** Everything may go but each so many-th offset. */
        private record AllBut(int kept) implements Retention {

            @Override
            public Optional<Instant> expiredBefore(String type) {
                return Optional.of(Instant.parse("2030-01-01T00:00:00Z"));
            }

            @Override
            public boolean needed(StoredEvent event) {
                return event.position().offset() % kept == 0;
            }
        }

        private void acknowledged(Appended appended, int content) {
            Position known = acknowledged.put(appended.id(), appended.position());
            if (known != null) {
                assertThat(appended.position()).isEqualTo(known);
                assertThat(appended.duplicate()).isTrue();
                assertThat(contents.get(appended.id())).isEqualTo(content);
            }
            contents.put(appended.id(), content);
        }

        private void reopenAfter(Runnable end) {
            end.run();
            store = MemoryStore.open(memory, clock);
        }

        private void check() {
            Set<String> seen = new HashSet<>();
            for (int p = 0; p < PARTITIONS; p++) {
                long next = 0;
                Instant last = Instant.MIN;
                for (StoredEvent stored : store.read(p, 0, 1_000).events()) {
                    String id = stored.event().getId();
                    assertThat(seen.add(id)).as("%s is stored once", id).isTrue();
                    assertThat(stored.position().offset()).isGreaterThanOrEqualTo(next);
                    next = stored.position().offset() + 1;
                    assertThat(stored.recordedTime()).isAfterOrEqualTo(last);
                    last = stored.recordedTime();
                    assertThat(store.offsetAt(p, last))
                            .isLessThanOrEqualTo(stored.position().offset());
                }
                assertThat(next).isLessThanOrEqualTo(store.committed(p));
            }
            acknowledged.forEach((id, position) -> {
                StoredEvent stored = store.read(position).orElseThrow();
                assertThat(stored.event().getId()).isEqualTo(id);
                assertThat(new String(stored.event().getData().toBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("c" + contents.get(id));
            });
        }
    }
}
