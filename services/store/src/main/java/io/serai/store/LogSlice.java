package io.serai.store;

import java.util.List;

/**
 * A stretch of one partition, read in order.
 *
 * @param events the events found, voids left out
 * @param next the offset to read from next; larger than the last event's offset + 1 where voids or removed events
 *     were passed
 */
public record LogSlice(List<StoredEvent> events, long next) {

    public LogSlice {
        events = List.copyOf(events);
    }
}
