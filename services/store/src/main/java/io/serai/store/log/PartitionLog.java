package io.serai.store.log;

import io.serai.store.ConflictException;
import io.serai.store.LogSlice;
import io.serai.store.Position;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one partition at its owner, from a {@link TakeOver} until the partition is lost. An append goes so:
 *
 * <ol>
 *   <li>Look the event up in the index. A known one is a duplicate, or a conflict where its content differs; a
 *       duplicate is answered when the commit that covers the first copy is done.
 *   <li>Write the new ones at the next offsets, stamped with time and incarnation, in one write a batch. The storage
 *       refuses to overwrite and refuses a former owner.
 *   <li>Let {@link GroupCommit} force: one force for all who wait, on every copy.
 *   <li>Raise {@link #committed}, acknowledge, wake the readers. Nobody reads past it.
 * </ol>
 *
 * Steps 1 and 2 run on the lane of the partition, one batch at a time; 3 and 4 on the committer. A write whose outcome
 * is unknown ends this object: the partition is taken over anew.
 */
final class PartitionLog {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionLog.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Storage storage;
    private final LogSettings settings;
    private final int partition;
    private final long incarnation;
    private final boolean afterUncleanEnd;
    private final DedupIndex index;
    private final long first;
    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();

    /** The next offset to write and the time of the one before; used on the lane alone. */
    private long next;

    private long lastRecorded;

    private volatile long committed;
    private volatile long holes;
    private volatile boolean owned = true;

    PartitionLog(Storage storage, LogSettings settings, int partition, Taken taken) {
        this.storage = storage;
        this.settings = settings;
        this.partition = partition;
        this.incarnation = taken.incarnation();
        this.afterUncleanEnd = taken.afterUncleanEnd();
        this.index = taken.index();
        this.first = taken.first();
        this.next = taken.next();
        this.committed = taken.next();
        this.holes = taken.holes();
        this.lastRecorded = taken.lastRecorded();
    }

    /**
     * What a take-over found.
     *
     * @param holes offsets from first to next without an event
     */
    record Taken(
            long incarnation,
            boolean afterUncleanEnd,
            DedupIndex index,
            long first,
            long next,
            long holes,
            long lastRecorded) {}

    /** Steps 1 and 2; what is returned waits for the commit. Those that end here are answered. */
    @Nullable
    Committable append(List<PendingAppend> batch) {
        StoreUnavailableException tooFew = tooFewCopies();
        if (tooFew != null) {
            batch.forEach(append -> append.refuse(tooFew));
            return null;
        }
        long start = next;
        List<byte[]> records = new ArrayList<>(batch.size());
        List<PendingAppend> waiting = new ArrayList<>(batch.size());
        long now = Math.max(lastRecorded, EventCodec.micros(settings.clock().instant()));
        for (PendingAppend append : batch) {
            long known = index.find(append.fingerprint, offset -> isAt(offset, append, start, records));
            if (known < 0) {
                EventCodec.stamp(append.record, now, incarnation);
                append.stored(next);
                index.add(append.fingerprint, next++);
                records.add(append.record);
                waiting.add(append);
            } else if (!EventRecord.sameContent(at(known, start, records), append.record)) {
                append.refuse(new ConflictException(append.id(), append.source(), new Position(partition, known)));
            } else {
                append.known(known);
                if (known < committed) {
                    append.acknowledge();
                } else {
                    waiting.add(append);
                }
            }
        }
        if (!records.isEmpty()) {
            lastRecorded = now;
            storage.append(partition, incarnation, start, records);
        }
        return waiting.isEmpty() ? null : new Commit(next, waiting);
    }

    /** Whether the offset holds this very event; those of the batch in work are not in the storage yet. */
    private boolean isAt(long offset, PendingAppend append, long start, List<byte[]> records) {
        return EventRecord.sameEvent(at(offset, start, records), append.record);
    }

    private byte[] at(long offset, long start, List<byte[]> records) {
        if (offset >= start) {
            return records.get((int) (offset - start));
        }
        byte[] record = storage.get(partition, offset);
        if (record == null) {
            throw new IllegalStateException("position " + new Position(partition, offset) + " is known and not there");
        }
        return record;
    }

    private @Nullable StoreUnavailableException tooFewCopies() {
        int live = storage.liveCopies(partition);
        return live >= settings.minCopies()
                ? null
                : new StoreUnavailableException(
                        "partition " + partition + " has " + live + " live copies, " + settings.minCopies()
                                + " are needed (serai.store.min-copies); start another node",
                        RETRY_AFTER);
    }

    int partition() {
        return partition;
    }

    long incarnation() {
        return incarnation;
    }

    boolean owned() {
        return owned;
    }

    void lose() {
        owned = false;
    }

    boolean afterUncleanEnd() {
        return afterUncleanEnd;
    }

    long first() {
        return first;
    }

    long committed() {
        return committed;
    }

    /** Events that can be read. */
    long events() {
        return committed - first - holes;
    }

    void onCommit(Runnable wake) {
        wakes.add(wake);
    }

    Optional<StoredEvent> read(long offset) {
        if (offset >= committed) {
            return Optional.empty();
        }
        byte[] record = storage.get(partition, offset);
        return record == null || EventCodec.isVoid(record)
                ? Optional.empty()
                : Optional.of(new EventRecord(new Position(partition, offset), record));
    }

    LogSlice read(long from, int max) {
        long end = committed;
        long offset = Math.max(from, first);
        if (offset >= end) {
            return new LogSlice(List.of(), from);
        }
        List<StoredEvent> events = new ArrayList<>((int) Math.min(max, end - offset));
        while (offset < end && events.size() < max) {
            byte[] record = storage.get(partition, offset);
            if (record != null && !EventCodec.isVoid(record)) {
                events.add(new EventRecord(new Position(partition, offset), record));
            }
            offset++;
        }
        return new LogSlice(events, offset);
    }

    /** Recorded times never fall within a partition, so that halving finds it. */
    long offsetAt(Instant time) {
        long micros = EventCodec.micros(time);
        long low = first;
        long high = committed;
        while (low < high) {
            long middle = low + (high - low) / 2;
            long there = middle;
            byte[] record = null;
            while (there < high && (record = storage.get(partition, there)) == null) {
                there++;
            }
            if (record == null || EventCodec.recordedMicros(record) >= micros) {
                high = middle;
            } else {
                low = there + 1;
            }
        }
        return low;
    }

    private static void wake(Runnable reader) {
        try {
            reader.run();
        } catch (RuntimeException theirs) {
            LOG.warn("a reader that was told of new events failed", theirs);
        }
    }

    /** Steps 3 and 4 for one batch. */
    private final class Commit implements Committable {

        private final long upTo;
        private final List<PendingAppend> appends;

        Commit(long upTo, List<PendingAppend> appends) {
            this.upTo = upTo;
            this.appends = appends;
        }

        @Override
        public int partition() {
            return partition;
        }

        @Override
        public void committed() {
            boolean raised = upTo > committed;
            if (raised) {
                committed = upTo;
            }
            StoreUnavailableException tooFew = tooFewCopies();
            for (PendingAppend append : appends) {
                if (tooFew == null) {
                    append.acknowledge();
                } else {
                    append.refuse(tooFew);
                }
            }
            if (raised) {
                wakes.forEach(PartitionLog::wake);
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            appends.forEach(append -> append.refuse(cause));
        }
    }
}
