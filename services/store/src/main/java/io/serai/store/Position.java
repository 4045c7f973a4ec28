package io.serai.store;

/**
 * Where an event stands in the log. Within a partition offsets only grow; between partitions there is no order.
 *
 * <p>Written {@code partition-offset}, for example {@code 12-345}, wherever a person or another system sees it.
 */
public record Position(int partition, long offset) implements Comparable<Position> {

    /** The largest number of partitions a store can have. */
    public static final int MAX_PARTITIONS = 1 << 15;

    private static final int OFFSET_BITS = 48;
    private static final long MAX_OFFSET = (1L << OFFSET_BITS) - 1;

    public Position {
        if (partition < 0 || partition >= MAX_PARTITIONS) {
            throw new IllegalArgumentException("partition must be 0 to " + (MAX_PARTITIONS - 1) + ", was " + partition);
        }
        if (offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException("offset must be 0 to " + MAX_OFFSET + ", was " + offset);
        }
    }

    /** Reads the form that {@link #toString} writes. */
    public static Position parse(String text) {
        int dash = text.indexOf('-');
        try {
            if (dash > 0) {
                return new Position(
                        Integer.parseInt(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10));
            }
        } catch (NumberFormatException notNumbers) {
            // falls through to the message that shows the form
        }
        throw new IllegalArgumentException("a position is written partition-offset, as in 12-345; was '" + text + "'");
    }

    /** Partition and offset in one long: the key of the event in the log region. */
    public long packed() {
        return (long) partition << OFFSET_BITS | offset;
    }

    public static Position unpack(long packed) {
        return new Position((int) (packed >>> OFFSET_BITS), packed & MAX_OFFSET);
    }

    @Override
    public int compareTo(Position other) {
        return Long.compare(packed(), other.packed());
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
