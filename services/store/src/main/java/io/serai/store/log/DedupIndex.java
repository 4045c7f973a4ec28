package io.serai.store.log;

import java.util.function.LongPredicate;

/**
 * Which events a partition has, by fingerprint: two longs a slot, open addressing, some 21 to 32 bytes an event. A
 * fingerprint alone proves nothing, so every hit is verified by the caller against the stored event.
 *
 * <p>Used by one thread at a time.
 */
final class DedupIndex {

    private static final int SMALLEST = 64;

    /** Fingerprint and offset + 1 side by side; 0 in the second is a free slot. */
    private long[] slots = new long[2 * SMALLEST];

    private int capacity = SMALLEST;
    private int size;

    int size() {
        return size;
    }

    /** The offset under the fingerprint that the predicate accepts, or -1. */
    long find(long fingerprint, LongPredicate same) {
        int slot = slot(fingerprint);
        while (slots[2 * slot + 1] != 0) {
            long offset = slots[2 * slot + 1] - 1;
            if (slots[2 * slot] == fingerprint && same.test(offset)) {
                return offset;
            }
            slot = next(slot);
        }
        return -1;
    }

    void add(long fingerprint, long offset) {
        if (size >= capacity - capacity / 4) {
            grow();
        }
        insert(fingerprint, offset + 1);
        size++;
    }

    private void grow() {
        long[] old = slots;
        capacity += capacity / 2;
        slots = new long[2 * capacity];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0) {
                insert(old[i], old[i + 1]);
            }
        }
    }

    private void insert(long fingerprint, long value) {
        int slot = slot(fingerprint);
        while (slots[2 * slot + 1] != 0) {
            slot = next(slot);
        }
        slots[2 * slot] = fingerprint;
        slots[2 * slot + 1] = value;
    }

    private int slot(long fingerprint) {
        return (int) ((fingerprint >>> 32) * capacity >>> 32);
    }

    private int next(int slot) {
        return slot + 1 == capacity ? 0 : slot + 1;
    }
}
