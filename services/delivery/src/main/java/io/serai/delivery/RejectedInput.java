package io.serai.delivery;

import java.time.Instant;
import java.util.Map;

/**
 * Input of a bridge that is no event: the message as its route got it, so that the route can be given it again.
 *
 * @param id given when kept; empty before
 * @param bridge {@code bridge/<routeId>}
 * @param origin where it was: {@code kafka orders-0-17}, {@code jms orders ID:host-1}
 * @param code {@code invalid}, {@code too-large}, {@code schema}, {@code conflict} or {@code too-many-hops}; after a
 *     redrive also {@code failed}
 * @param message what is wrong with it, for people
 * @param headers each a string, bytes, a boolean or a number, as the message had it
 * @param time when it was rejected, last
 */
public record RejectedInput(
        String id,
        String bridge,
        String origin,
        String code,
        String message,
        Map<String, Object> headers,
        byte[] body,
        Form form,
        Instant time) {

    private static final String BRIDGE = "bridge/";

    /** What the bytes of the body stand for. Kept by name. */
    public enum Form {
        /** The message had no body. */
        NONE,
        /** The body was these bytes. */
        BYTES,
        /** The body was text, here in UTF-8. */
        TEXT,
        /** Something else than came, to be looked at by people; a route could not be given it again. */
        SHOWN
    }

    public RejectedInput {
        headers = Map.copyOf(headers);
    }

    /** How the input of a route is called. */
    public static String bridge(String routeId) {
        return BRIDGE + routeId;
    }

    /** The route that took it in. */
    public String routeId() {
        return bridge.startsWith(BRIDGE) ? bridge.substring(BRIDGE.length()) : bridge;
    }

    /** The same, kept under an id. */
    public RejectedInput named(String given) {
        return new RejectedInput(given, bridge, origin, code, message, headers, body, form, time);
    }

    /** The same, rejected another time. */
    public RejectedInput again(Redriven.Rejected cause, Instant now) {
        return new RejectedInput(id, bridge, origin, cause.code(), cause.message(), headers, body, form, now);
    }
}
