package io.serai.store.memory;

import io.serai.store.Durability;
import io.serai.store.log.LogSettings;
import io.serai.store.log.LogStore;
import io.serai.store.log.LogThreads;
import io.serai.store.log.Storage;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The event log in memory: the same engine as the real one, over a {@link Memory} that outlives it. It has no threads
 * of its own: whoever appends also writes, forces and calls the listeners, so that what one thread does is
 * deterministic. Ready when created.
 */
public final class MemoryStore extends LogStore {

    // small, so that tests meet sealed events early
    private static final int SEGMENT_EVENTS = 8;
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final int KEEP_SINGLE = 4;

    private static final Duration OWNER_WAIT = Duration.ofSeconds(5);
    private static final String ALONE = "memory";

    private final Memory memory;
    private @Nullable MemoryStorage storage;

    private MemoryStore(String node, Memory memory, Clock clock, Durability durability, LogThreads threads) {
        super(
                new LogSettings(
                        node,
                        memory.partitions(),
                        1,
                        durability,
                        1 << 20,
                        65_536,
                        1L << 28,
                        SEGMENT_EVENTS,
                        SEGMENT_BYTES,
                        KEEP_SINGLE,
                        OWNER_WAIT,
                        clock),
                threads);
        this.memory = memory;
    }

    /** A store over a new memory with one copy of each partition. */
    public static MemoryStore create(int partitions, Clock clock) {
        return open(new Memory(partitions, 1), clock);
    }

    /**
     * A store over a memory that may hold a log: a restart. Should another store over it still be open, this one takes
     * all partitions from it, as a new owner that does not know the old one lives.
     */
    public static MemoryStore open(Memory memory, Clock clock) {
        Set<Integer> all =
                IntStream.range(0, memory.partitions()).boxed().collect(Collectors.toCollection(TreeSet::new));
        return open(memory, clock, LogThreads.inline(), all);
    }

    /** As {@link #open(Memory, Clock)} with threads from outside, and owner of some partitions for a start. */
    public static MemoryStore open(Memory memory, Clock clock, LogThreads threads, Set<Integer> owned) {
        return open(memory, clock, Durability.FSYNC, threads, owned);
    }

    /** As {@link #open(Memory, Clock, LogThreads, Set)} where what was written need not be forced to be acknowledged. */
    public static MemoryStore open(
            Memory memory, Clock clock, Durability durability, LogThreads threads, Set<Integer> owned) {
        return open(
                new MemoryStore(ALONE, memory, clock, durability, threads),
                events -> new MemoryStorage(memory, owned, events));
    }

    /** A node of a cluster over one memory, owner of some partitions for a start. */
    public static MemoryStore join(
            MemoryCluster cluster, String node, Clock clock, LogThreads threads, Set<Integer> owned) {
        return open(new MemoryStore(node, cluster.memory(), clock, Durability.FSYNC, threads), events -> {
            cluster.join(node, owned, events);
            return new MemoryStorage(cluster.memory(), owned, events);
        });
    }

    private static MemoryStore open(MemoryStore store, Function<Storage.Events, MemoryStorage> opener) {
        store.open(events -> {
            MemoryStorage opened = opener.apply(events);
            store.storage = opened;
            return opened;
        });
        return store;
    }

    public Memory memory() {
        return memory;
    }

    /** This store hears that it owns the partition now; no other store hears that it does not. */
    public void owned(int partition) {
        open().events().owned(partition);
    }

    /** This store hears that it does not own the partition any more. */
    public void lost(int partition) {
        open().events().lost(partition);
    }

    private MemoryStorage open() {
        return Objects.requireNonNull(storage, "the store is not open");
    }

    /** Kills the process: what was written stays, nothing more is written, nothing is closed in good order. */
    public void crash() {
        MemoryStorage alive = storage;
        if (alive != null) {
            alive.cut();
        }
        end(new IllegalStateException("crashed by a test"));
    }

    /** Cuts the power: as {@link #crash}, and what was not forced is gone. */
    public void crashLosingUnforced() {
        crash();
        memory.loseUnforced();
    }

    /** Cuts the power, as {@link Memory#loseUnforced(IntUnaryOperator)}. */
    public void crashLosingUnforced(IntUnaryOperator kept) {
        crash();
        memory.loseUnforced(kept);
    }
}
