package io.serai.store.log;

import org.jspecify.annotations.Nullable;

/**
 * The newest events of a partition, so that all who read at its end share what is decoded of them. Written by the lane
 * before the events are committed, read by all; who comes late finds a newer event in the place and reads the log.
 */
final class RecentEvents {

    private static final int PLACES = 128;

    /** Larger events are left to the region, which takes them out of the heap. */
    private static final int MAX_BYTES = 4_096;

    private final @Nullable EventRecord[] places = new EventRecord[PLACES];

    void add(EventRecord event) {
        places[place(event.position().offset())] = event.size() <= MAX_BYTES ? event : null;
    }

    @Nullable
    EventRecord get(long offset) {
        EventRecord there = places[place(offset)];
        return there != null && there.position().offset() == offset ? there : null;
    }

    /** The event was removed from the log. */
    void remove(long offset) {
        if (get(offset) != null) {
            places[place(offset)] = null;
        }
    }

    private static int place(long offset) {
        return (int) offset & (PLACES - 1);
    }
}
