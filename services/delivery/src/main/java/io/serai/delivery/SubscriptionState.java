package io.serai.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * A subscription as it stands, over all partitions: what nodes count is added up.
 *
 * @param lag events between the cursors and the end of the log, whether they match or not
 * @param inFlight attempts running
 * @param retrying deliveries that wait for their next attempt, or for one of their key
 * @param dead dead letters not resolved or discarded
 * @param delivered deliveries done since the processes started that run now
 * @param failedAttempts since then
 * @param lastError of the newest failed attempt
 */
public record SubscriptionState(
        String name,
        Status status,
        String types,
        Optional<String> filter,
        String policy,
        String origin,
        long lag,
        int inFlight,
        long retrying,
        long dead,
        long delivered,
        long failedAttempts,
        Optional<String> lastError,
        Optional<Instant> lastErrorTime,
        Optional<Instant> outageSince) {

    /** What it is doing. */
    public enum Status {
        /** Its first cursors are not durable yet. */
        STARTING,
        ACTIVE,
        /** By an operator, or suspended by its route. */
        PAUSED,
        /** The target is down and probed. */
        OUTAGE,
        /** No route and no {@code deliver} for it: cursors stand still and pin their events. */
        DETACHED
    }
}
