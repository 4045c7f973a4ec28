package io.serai.store.memory;

import io.serai.store.Durability;
import io.serai.store.log.LogSettings;
import io.serai.store.log.LogStore;
import io.serai.store.log.LogThreads;
import java.time.Clock;
import java.util.Set;
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

    private final Memory memory;
    private @Nullable MemoryStorage storage;

    private MemoryStore(Memory memory, Clock clock) {
        super(
                new LogSettings(
                        memory.partitions(),
                        1,
                        Durability.FSYNC,
                        1 << 20,
                        65_536,
                        1L << 28,
                        SEGMENT_EVENTS,
                        SEGMENT_BYTES,
                        KEEP_SINGLE,
                        clock),
                LogThreads.inline());
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
        MemoryStore store = new MemoryStore(memory, clock);
        store.open(events -> {
            MemoryStorage opened = new MemoryStorage(memory, events);
            store.storage = opened;
            return opened;
        });
        return store;
    }

    public Memory memory() {
        return memory;
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

    /** Cuts the power when the other disks had written what was not forced. */
    public void crashLosingUnforced(Set<Memory.Disk> disks) {
        crash();
        memory.loseUnforced(disks);
    }
}
