package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.store.StoredEvent;
import org.jspecify.annotations.Nullable;

/** One event on its way to one subscription. Touched only inside the subscription's mailbox. */
final class Delivery {

    final PartitionReader reader;
    final long offset;
    final String key;

    /** Let go while a retry waits, read again for it. */
    @Nullable
    StoredEvent event;

    /** Holds the cursor; none where a row or a blocked key keeps the event. */
    Cursor.@Nullable Ticket ticket;

    /** What the store knows of it; none before the first failure. */
    @Nullable
    DeliveryRow row;

    /** When the next attempt is due by monotonic time, where that was decided in this process. */
    @Nullable
    Long dueNanos;

    /** It waits for its turn among the events of its key. */
    boolean keyed;

    /** It keeps the later events of its key from starting. */
    boolean blocks;

    /** It was found on the way through the log for a key that had been blocked. */
    boolean walked;

    /** It may have ended the process before: alone, and recorded before it begins. */
    boolean suspect;

    Delivery(PartitionReader reader, long offset, String key) {
        this.reader = reader;
        this.offset = offset;
        this.key = key;
    }

    int number() {
        DeliveryRow known = row;
        return known == null ? 1 : known.attempts() + 1;
    }
}
