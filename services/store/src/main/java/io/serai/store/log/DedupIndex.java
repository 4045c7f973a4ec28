package io.serai.store.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events a partition has, by fingerprint: one long a slot, open addressing, some 11 to 16 bytes an event. A slot
 * holds the upper half of the fingerprint, which also says where the slot is, and the lower half of the offset. So a
 * hit proves nothing and is verified by the caller against the stored event; among a million events one lookup in four
 * thousand hits a stranger.
 *
 * <p>Offsets that differ in their upper half have tables of their own: there is more than one only after four thousand
 * million events in one partition.
 *
 * <p>Used by one thread at a time.
 */
final class DedupIndex {

    private final List<Table> tables = new ArrayList<>();

    int size() {
        return tables.stream().mapToInt(table -> table.size).sum();
    }

    /** The offset under the fingerprint that the predicate accepts, or -1. */
    long find(long fingerprint, LongPredicate same) {
        for (Table table : tables) {
            long offset = table.find(tag(fingerprint), same);
            if (offset >= 0) {
                return offset;
            }
        }
        return -1;
    }

    void add(long fingerprint, long offset) {
        Table table = table(offset);
        if (table == null) {
            table = new Table(offset >>> 32);
            tables.add(table);
        }
        table.add(tag(fingerprint), offset);
    }

    /** Forgets the event; one that is not there is no error. */
    void remove(long fingerprint, long offset) {
        Table table = table(offset);
        if (table != null && table.remove(tag(fingerprint), offset) && table.size == 0) {
            tables.remove(table);
        }
    }

    private @Nullable Table table(long offset) {
        for (Table table : tables) {
            if (table.upper == offset >>> 32) {
                return table;
            }
        }
        return null;
    }

    /** Never 0, so that no slot in use is. */
    private static int tag(long fingerprint) {
        int tag = (int) (fingerprint >>> 32);
        return tag == 0 ? 1 : tag;
    }

    /** The events whose offsets have the same upper half. */
    private static final class Table {

        private static final int SMALLEST = 64;

        private final long upper;

        /** Tag above, lower half of the offset below; 0 is a free slot. */
        private long[] slots = new long[SMALLEST];

        private int size;

        Table(long upper) {
            this.upper = upper;
        }

        long find(int tag, LongPredicate same) {
            for (int at = home(tag); slots[at] != 0; at = next(at)) {
                if (tagOf(slots[at]) == tag && same.test(offsetOf(slots[at]))) {
                    return offsetOf(slots[at]);
                }
            }
            return -1;
        }

        void add(int tag, long offset) {
            if (size >= slots.length - slots.length / 4) {
                long[] old = slots;
                slots = new long[old.length + old.length / 2];
                for (long slot : old) {
                    if (slot != 0) {
                        insert(slot);
                    }
                }
            }
            insert((long) tag << 32 | offset & 0xffff_ffffL);
            size++;
        }

        boolean remove(int tag, long offset) {
            int at = home(tag);
            while (slots[at] != 0 && !(tagOf(slots[at]) == tag && offsetOf(slots[at]) == offset)) {
                at = next(at);
            }
            if (slots[at] == 0) {
                return false;
            }
            size--;
            closeGap(at);
            return true;
        }

        /** Whoever was put further because the slot was taken moves up: a search ends at the first free slot. */
        private void closeGap(int freed) {
            int gap = freed;
            for (int at = next(gap); slots[at] != 0; at = next(at)) {
                int home = home(tagOf(slots[at]));
                boolean homeIsBehindGap = gap <= at ? gap < home && home <= at : gap < home || home <= at;
                if (!homeIsBehindGap) {
                    slots[gap] = slots[at];
                    gap = at;
                }
            }
            slots[gap] = 0;
        }

        private void insert(long slot) {
            int at = home(tagOf(slot));
            while (slots[at] != 0) {
                at = next(at);
            }
            slots[at] = slot;
        }

        private int home(int tag) {
            return (int) ((tag & 0xffff_ffffL) * slots.length >>> 32);
        }

        private int next(int at) {
            return at + 1 == slots.length ? 0 : at + 1;
        }

        private static int tagOf(long slot) {
            return (int) (slot >>> 32);
        }

        private long offsetOf(long slot) {
            return upper << 32 | slot & 0xffff_ffffL;
        }
    }
}
