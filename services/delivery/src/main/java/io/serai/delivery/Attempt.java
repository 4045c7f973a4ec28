package io.serai.delivery;

import io.serai.store.StoredEvent;
import java.time.Instant;

/**
 * One try to deliver an event to a subscription.
 *
 * @param number 1 for the first
 * @param incarnation of the owner of the event's partition: an attempt of a lower one is of a former owner
 * @param replay the event is sent again on somebody's demand
 * @param deadline when it counts as failed
 */
public record Attempt(
        StoredEvent event, String subscription, int number, long incarnation, boolean replay, Instant deadline) {

    /** The same for every attempt at this event and subscription: what {@code Idempotency-Key} carries. */
    public String idempotencyKey() {
        return subscription + "~" + event.position();
    }
}
