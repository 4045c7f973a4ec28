package io.serai.delivery;

import io.serai.store.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A delivery given up, with what happened to it.
 *
 * @param id {@code subscription~position}: safe in a URL
 * @param attempts all finished attempts, redrives included
 * @param reason why it was given up: attempts used up, {@code max-age}, {@code give-up-on}
 * @param history the newest attempts and what people did, oldest first, bounded
 */
public record DeadLetter(
        String id,
        String subscription,
        Position position,
        String eventId,
        String source,
        String type,
        Optional<String> subject,
        Optional<String> correlationId,
        State state,
        int attempts,
        String reason,
        String cause,
        String message,
        Instant since,
        List<Entry> history) {

    public DeadLetter {
        history = List.copyOf(history);
    }

    /** What has become of it. */
    public enum State {
        DEAD,
        REDRIVING,
        RESOLVED,
        DISCARDED
    }

    /**
     * One thing that happened.
     *
     * @param what {@code attempt 3}, {@code redrive}, {@code discard}
     * @param detail the failure, or who did it and why
     */
    public record Entry(Instant time, String what, String detail) {}
}
