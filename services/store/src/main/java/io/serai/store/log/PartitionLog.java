package io.serai.store.log;

import io.serai.store.LogSlice;
import io.serai.store.Position;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
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
    private final Segments segments;
    private final Sealer sealer;
    private final RecentEvents recent = new RecentEvents();
    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();

    /** The next offset to write and the time of the one before; used on the lane alone. */
    private long next;

    private long lastRecorded;

    private volatile long committed;
    private volatile boolean owned = true;

    /** Offsets below {@link #committed} without an event. */
    private final AtomicLong holes = new AtomicLong();

    PartitionLog(Storage storage, LogSettings settings, int partition, Taken taken, Sealer.Surroundings surroundings) {
        this.storage = storage;
        this.settings = settings;
        this.partition = partition;
        this.incarnation = taken.incarnation();
        this.afterUncleanEnd = taken.afterUncleanEnd();
        this.index = taken.index();
        this.segments = taken.segments();
        this.next = taken.next();
        this.committed = taken.next();
        this.holes.set(taken.holes());
        this.lastRecorded = taken.lastRecorded();
        this.sealer = new Sealer(this, storage, settings, segments, surroundings);
    }

    /**
     * What a take-over found.
     *
     * @param holes offsets below next without an event
     */
    record Taken(
            long incarnation,
            boolean afterUncleanEnd,
            DedupIndex index,
            Segments segments,
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
            Known known = known(append, start, records);
            if (known == null) {
                EventCodec.stamp(append.record, now, incarnation);
                append.stored(next);
                recent.add(new EventRecord(new Position(partition, next), append.record, append.type, append.key));
                index.add(append.fingerprint, next++);
                records.add(append.record);
                waiting.add(append);
            } else {
                append.known(known.offset, EventRecord.sameContent(known.record, append.record));
                if (known.offset < committed) {
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

    /** Where this very event is already; those of the batch in work are not in the storage yet. */
    private @Nullable Known known(PendingAppend append, long start, List<byte[]> records) {
        Known[] found = {null};
        index.find(append.fingerprint, offset -> {
            byte[] record = offset >= start ? records.get((int) (offset - start)) : record(offset);
            if (record == null || !EventRecord.sameEvent(record, append.record)) {
                return false;
            }
            found[0] = new Known(offset, record);
            return true;
        });
        return found[0];
    }

    private record Known(long offset, byte[] record) {}

    /** The event was removed: the same one is new again. To be called on the lane. */
    void forget(long fingerprint, long offset) {
        index.remove(fingerprint, offset);
    }

    /** So many events are not there any more. */
    void removed(long events) {
        holes.addAndGet(events);
    }

    /** Nobody is to find it among the newest. */
    void removedRecent(long offset) {
        recent.remove(offset);
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
        return Math.min(segments.first(), committed);
    }

    long committed() {
        return committed;
    }

    /** Events that can be read. */
    long events() {
        return committed - holes.get();
    }

    /** Events below it are packed. */
    long sealedTo() {
        return segments.next();
    }

    Sealer sealer() {
        return sealer;
    }

    void onCommit(Runnable wake) {
        wakes.add(wake);
    }

    Optional<StoredEvent> read(long offset) {
        if (offset >= committed) {
            return Optional.empty();
        }
        StoredEvent known = recent.get(offset);
        if (known != null) {
            return Optional.of(known);
        }
        byte[] record = record(offset);
        return record == null || EventCodec.isVoid(record)
                ? Optional.empty()
                : Optional.of(new EventRecord(new Position(partition, offset), record));
    }

    /** Single or sealed; a single that is gone was sealed a moment ago. */
    private byte @Nullable [] record(long offset) {
        byte[] single = offset >= segments.next() ? storage.get(partition, offset) : null;
        return single == null && offset < segments.next() ? segments.record(offset) : single;
    }

    LogSlice read(long from, int max) {
        long end = committed;
        long offset = Math.max(from, 0);
        if (offset >= end) {
            return new LogSlice(List.of(), from);
        }
        List<StoredEvent> events = new ArrayList<>((int) Math.min(max, end - offset));
        while (offset < end && events.size() < max) {
            StoredEvent known = recent.get(offset);
            if (known != null) {
                events.add(known);
                offset++;
                continue;
            }
            if (offset < segments.next()) {
                offset = segments.read(offset, max, events);
                continue;
            }
            byte[] record = storage.get(partition, offset);
            if (record == null && offset < segments.next()) {
                continue;
            }
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
        long sealed = segments.next();
        long at = segments.offsetAt(micros);
        return at < sealed ? at : singleAt(micros, sealed);
    }

    private long singleAt(long micros, long from) {
        long low = from;
        long high = committed;
        while (low < high) {
            long middle = low + (high - low) / 2;
            byte[] record = record(middle);
            if (record != null && EventCodec.recordedMicros(record) < micros) {
                low = middle + 1;
            } else {
                high = middle;
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
        public Set<Storage.Part> parts() {
            return Set.of(Storage.Part.LOG);
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
