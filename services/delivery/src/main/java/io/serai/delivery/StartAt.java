package io.serai.delivery;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Where a new subscription begins to read. */
public sealed interface StartAt {

    /** With what is published after the subscription is ready. */
    record Now() implements StartAt {}

    /** With the oldest event kept. */
    record Beginning() implements StartAt {}

    /** With the first event recorded at the time or later. */
    record Time(Instant time) implements StartAt {}

    /** Reads {@code now}, {@code beginning} or an ISO 8601 time such as {@code 2026-11-22T10:00:00Z}. */
    static StartAt parse(String text) {
        return switch (text) {
            case "now" -> new Now();
            case "beginning" -> new Beginning();
            default -> {
                try {
                    yield new Time(Instant.parse(text));
                } catch (DateTimeParseException notATime) {
                    throw new IllegalArgumentException(
                            "start must be now, beginning or a time such as 2026-11-22T10:00:00Z, was '" + text + "'");
                }
            }
        };
    }
}
