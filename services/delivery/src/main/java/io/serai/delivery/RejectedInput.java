package io.serai.delivery;

import java.time.Instant;
import java.util.Map;

/**
 * Input of a bridge that is no event.
 *
 * @param id given when kept; empty before
 * @param bridge {@code bridge/<routeId>}
 * @param origin where it was: {@code kafka orders-0-17}, {@code jms orders ID:host-1}
 * @param code {@code invalid}, {@code too-large}, {@code schema} or {@code conflict}
 * @param message what is wrong with it, for people
 */
public record RejectedInput(
        String id,
        String bridge,
        String origin,
        String code,
        String message,
        Map<String, String> headers,
        byte[] body,
        Instant time) {

    public RejectedInput {
        headers = Map.copyOf(headers);
    }
}
