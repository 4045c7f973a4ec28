package io.serai.store.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a partition in one value, so that its events need no keys of their own. Version 1:
 *
 * <pre>
 *  0      1, the version
 *  1      number of records
 *  5      for each record, in order: offset less the first offset of the segment, and where the record ends
 *  ...    the records
 * </pre>
 *
 * Offsets without a record were removed.
 */
final class Segment {

    private static final int VERSION = 1;
    private static final int TABLE_AT = 5;
    private static final int ROW = 8;

    private final long first;
    private final byte[] bytes;
    private final int rows;
    private final int count;

    private Segment(long first, byte[] bytes, long next) {
        if (bytes[0] != VERSION) {
            throw new IllegalStateException("segment at offset " + first + " has version " + bytes[0] + ", known is "
                    + VERSION + "; it was written by a newer release");
        }
        this.first = first;
        this.bytes = bytes;
        this.rows = RecordReader.getInt(bytes, 1);
        this.count = ceiling(next, rows);
    }

    /**
     * The segment as its summary knows it.
     *
     * @param next where it ends; what stands behind was to be added by an owner that ended before the summary said so
     */
    static Segment of(long first, byte[] bytes, long next) {
        return new Segment(first, bytes, next);
    }

    int count() {
        return count;
    }

    long offset(int row) {
        return first + delta(row);
    }

    byte[] record(int row) {
        int data = TABLE_AT + rows * ROW;
        return Arrays.copyOfRange(bytes, data + (row == 0 ? 0 : end(row - 1)), data + end(row));
    }

    byte @Nullable [] find(long offset) {
        int row = ceiling(offset);
        return row < count && offset(row) == offset ? record(row) : null;
    }

    /** The first row at the offset or after it; {@link #count} where there is none. */
    int ceiling(long offset) {
        return ceiling(offset, count);
    }

    private int ceiling(long offset, int end) {
        int low = 0;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offset(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int delta(int row) {
        return RecordReader.getInt(bytes, TABLE_AT + row * ROW);
    }

    private int end(int row) {
        return RecordReader.getInt(bytes, TABLE_AT + row * ROW + 4);
    }

    /** Packs records in the order of their offsets. */
    static final class Builder {

        private final long first;
        private final RecordWriter table = new RecordWriter(1_024 * ROW);
        private final RecordWriter data;
        private final Summary.Builder summary;
        private int count;

        Builder(long first, int expectedBytes) {
            this.first = first;
            this.data = new RecordWriter(expectedBytes);
            this.summary = new Summary.Builder(first);
        }

        void add(long offset, byte[] record) {
            table.writeInt(Math.toIntExact(offset - first));
            data.writeRest(record);
            table.writeInt(data.size());
            summary.add(offset, record);
            count++;
        }

        int count() {
            return count;
        }

        int size() {
            return data.size();
        }

        byte[] toBytes() {
            RecordWriter whole = new RecordWriter(TABLE_AT + count * ROW + data.size());
            whole.writeByte(VERSION);
            whole.writeInt(count);
            whole.writeRest(table);
            whole.writeRest(data);
            return whole.toBytes();
        }

        /** @param next the offset where the segment ends */
        Summary summary(long next) {
            return summary.build(next);
        }

        /** The summary as it is stored. */
        byte[] summaryRow(long next) {
            return summary.row(next);
        }
    }
}
