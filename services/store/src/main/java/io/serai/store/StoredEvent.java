package io.serai.store;

import io.cloudevents.CloudEvent;
import java.time.Instant;

/**
 * An event of the log. What routing looks at is read without decoding the rest; {@link #event} decodes on first use.
 */
public interface StoredEvent {

    Position position();

    /** When the log took the event in, by the clock of the partition's owner. */
    Instant recordedTime();

    String type();

    /** What orders it: {@code partitionkey}, else {@code subject}, else {@code id}. */
    String key();

    /**
     * The whole event, with the attributes the hub sets: {@code correlationid}, {@code recordedtime} and
     * {@code sequence} (the offset, zero-padded so that it sorts as text).
     */
    CloudEvent event();
}
