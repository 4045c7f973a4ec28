package io.serai.sandbox.consumers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalInt;

/**
 * Decides which deliveries the HTTP stand-in refuses.
 *
 * <p>Two ways to make it: tell it to refuse the next deliveries, whatever they bring, or send an event whose data say
 * how many attempts at it fail: {@code {"fail": 3}}. The hub numbers the attempts, over restarts and redrives, too.
 */
final class Failures {

    private static final int SERVICE_UNAVAILABLE = 503;

    private final ObjectMapper json = new ObjectMapper();

    private int left;
    private int status = SERVICE_UNAVAILABLE;

    /** The next so many deliveries are refused with the status. */
    synchronized void refuse(int times, int with) {
        left = times;
        status = with;
    }

    /** The status to refuse this delivery with; empty: take it. */
    synchronized OptionalInt refusal(Arrival arrival) {
        if (left > 0) {
            left--;
            return OptionalInt.of(status);
        }
        int attempt = arrival.attribute("attempt").map(Integer::parseInt).orElse(1);
        return attempt <= failingAttempts(arrival.data()) ? OptionalInt.of(SERVICE_UNAVAILABLE) : OptionalInt.empty();
    }

    private int failingAttempts(String data) {
        try {
            JsonNode parsed = json.readTree(data);
            return parsed == null ? 0 : parsed.path("fail").asInt(0);
        } catch (JsonProcessingException e) {
            // no JSON: nothing in it to tell
            return 0;
        }
    }
}
