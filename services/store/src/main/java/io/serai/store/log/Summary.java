package io.serai.store.log;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of a segment without reading it. It stands in a row of its own, so that a restart reads some ten bytes
 * an event in place of all events. A segment counts from the moment its summary is there.
 *
 * @param first the segment's first offset
 * @param next the offset after its last, whether or not an event is left there
 * @param events how many it has; voids are not counted
 * @param bytes of its records
 * @param lastRecorded the newest recorded time, in microseconds since 1970
 * @param oldest by type, the oldest recorded time
 */
record Summary(long first, long next, int events, int bytes, long lastRecorded, Map<String, Long> oldest) {

    private static final int VERSION = 1;

    Summary {
        oldest = Map.copyOf(oldest);
    }

    /** Whether nothing is left in it but voids. */
    boolean empty() {
        return events == 0;
    }

    boolean covers(long offset) {
        return offset >= first && offset < next;
    }

    /** Hears of each event of a segment. */
    @FunctionalInterface
    interface Fingerprints {
        void event(long fingerprint, long offset);
    }

    static Summary read(long first, byte[] row, Fingerprints fingerprints) {
        if (row[0] != VERSION) {
            throw new IllegalStateException("summary of the segment at offset " + first + " has version " + row[0]
                    + ", known is " + VERSION + "; it was written by a newer release");
        }
        RecordReader reader = new RecordReader(row, 1);
        long next = first + reader.readVarint();
        int bytes = (int) reader.readVarint();
        long lastRecorded = reader.readLong();
        Map<String, Long> oldest = new HashMap<>();
        for (long types = reader.readVarint(); types > 0; types--) {
            oldest.put(reader.readString().intern(), reader.readLong());
        }
        int events = (int) reader.readVarint();
        long offset = first;
        for (int i = 0; i < events; i++) {
            offset += reader.readVarint();
            fingerprints.event(reader.readLong(), offset);
        }
        return new Summary(first, next, events, bytes, lastRecorded, oldest);
    }

    /** Gathers what the summary says while the segment is packed. */
    static final class Builder {

        private final long first;
        private final RecordWriter fingerprints = new RecordWriter(4_096);
        private final Map<String, Long> oldest = new HashMap<>();
        private long before;
        private long lastRecorded;
        private int events;
        private int bytes;

        Builder(long first) {
            this.first = first;
            this.before = first;
        }

        void add(long offset, byte[] record) {
            lastRecorded = EventCodec.recordedMicros(record);
            bytes += record.length;
            if (!EventCodec.isVoid(record)) {
                oldest.putIfAbsent(EventRecord.type(record), lastRecorded);
                fingerprints.writeVarint(offset - before);
                fingerprints.writeLong(EventRecord.fingerprint(record));
                before = offset;
                events++;
            }
        }

        Summary build(long next) {
            return new Summary(first, next, events, bytes, lastRecorded, oldest);
        }

        byte[] row(long next) {
            RecordWriter row = new RecordWriter(fingerprints.size() + 256);
            row.writeByte(VERSION);
            row.writeVarint(next - first);
            row.writeVarint(bytes);
            row.writeLong(lastRecorded);
            row.writeVarint(oldest.size());
            oldest.forEach((type, recorded) -> {
                row.writeString(type);
                row.writeLong(recorded);
            });
            row.writeVarint(events);
            row.writeRest(fingerprints);
            return row.toBytes();
        }
    }
}
