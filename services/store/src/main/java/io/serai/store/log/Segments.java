package io.serai.store.log;

import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.lang.ref.SoftReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The sealed part of a partition: which segments there are, and what is in them. Everything below {@link #next} is here
 * or was removed. Changed by one thread at a time, read by all.
 */
final class Segments {

    private final Storage storage;
    private final int partition;
    private final ConcurrentSkipListMap<Long, Summary> byFirst = new ConcurrentSkipListMap<>();
    private volatile long next;

    /** Stretches are read in slices: the next slice finds the segment here, if memory allows. */
    private volatile SoftReference<Unpacked> latest = new SoftReference<>(null);

    Segments(Storage storage, int partition) {
        this.storage = storage;
        this.partition = partition;
    }

    private record Unpacked(Summary summary, Segment segment) {}

    /**
     * What the copy of this node has. What a crash left half done goes: a segment without a summary, and of two that
     * overlap the later one, which was merged into the other.
     */
    static Segments load(Storage storage, int partition, long incarnation, Summary.Fingerprints fingerprints) {
        Segments segments = new Segments(storage, partition);
        Set<Long> leftOver = new TreeSet<>(storage.segments(partition));
        storage.summaries(partition).forEach((first, row) -> {
            if (first >= segments.next) {
                segments.put(Summary.read(first, row, fingerprints));
                leftOver.remove(first);
            } else {
                leftOver.add(first);
            }
        });
        leftOver.forEach(first -> storage.unseal(partition, incarnation, first));
        return segments;
    }

    /** The offset after the last that is sealed; 0 where nothing is. */
    long next() {
        return next;
    }

    /** The first offset of the first segment that has anything; {@link #next} where none has. */
    long first() {
        for (Summary summary : byFirst.values()) {
            if (!summary.empty()) {
                return summary.first();
            }
        }
        return next;
    }

    long events() {
        return byFirst.values().stream().mapToLong(Summary::events).sum();
    }

    /** The newest recorded time, in microseconds since 1970. */
    long lastRecorded() {
        return byFirst.values().stream().mapToLong(Summary::lastRecorded).max().orElse(0);
    }

    Collection<Summary> all() {
        return byFirst.values();
    }

    @Nullable
    Summary last() {
        Map.Entry<Long, Summary> last = byFirst.lastEntry();
        return last == null ? null : last.getValue();
    }

    void put(Summary summary) {
        byFirst.put(summary.first(), summary);
        next = Math.max(next, summary.next());
    }

    void remove(Summary summary) {
        byFirst.remove(summary.first());
    }

    /** The record at an offset that is sealed; null where it was removed. */
    byte @Nullable [] record(long offset) {
        Summary summary = at(offset);
        Segment segment = summary == null ? null : unpacked(summary);
        return segment == null ? null : segment.find(offset);
    }

    /**
     * Adds the events from the offset on until there are {@code max} or the segment ends.
     *
     * @return where to read on
     */
    long read(long offset, int max, List<StoredEvent> events) {
        Summary summary = at(offset);
        Segment segment = summary == null ? null : unpacked(summary);
        if (summary == null || segment == null) {
            Map.Entry<Long, Summary> later = byFirst.higherEntry(offset);
            return later == null ? Math.max(next, offset) : later.getKey();
        }
        for (int row = segment.ceiling(offset); row < segment.count(); row++) {
            if (events.size() >= max) {
                return segment.offset(row);
            }
            byte[] record = segment.record(row);
            if (!EventCodec.isVoid(record)) {
                events.add(new EventRecord(new Position(partition, segment.offset(row)), record));
            }
        }
        return summary.next();
    }

    /** The first sealed offset that was recorded then or later; {@link #next} where all were before. */
    long offsetAt(long micros) {
        for (Summary summary : byFirst.values()) {
            if (summary.lastRecorded() >= micros && !summary.empty()) {
                Segment segment = unpacked(summary);
                return segment == null ? offsetAt(micros) : offsetAt(micros, segment, summary.next());
            }
        }
        return next;
    }

    private static long offsetAt(long micros, Segment segment, long end) {
        for (int row = 0; row < segment.count(); row++) {
            if (EventCodec.recordedMicros(segment.record(row)) >= micros) {
                return segment.offset(row);
            }
        }
        return end;
    }

    private @Nullable Summary at(long offset) {
        Map.Entry<Long, Summary> floor = byFirst.floorEntry(offset);
        return floor != null && floor.getValue().covers(offset) ? floor.getValue() : null;
    }

    /** Null where it was merged or removed since. */
    @Nullable
    Segment unpacked(Summary summary) {
        Unpacked known = latest.get();
        if (known != null && known.summary == summary) {
            return known.segment;
        }
        byte[] bytes = storage.segment(partition, summary.first());
        if (bytes == null) {
            if (byFirst.get(summary.first()) == summary) {
                throw new IllegalStateException("the segment at " + new Position(partition, summary.first())
                        + " has a summary and is not there");
            }
            return null;
        }
        Segment segment = Segment.of(summary.first(), bytes, summary.next());
        latest = new SoftReference<>(new Unpacked(summary, segment));
        return segment;
    }
}
