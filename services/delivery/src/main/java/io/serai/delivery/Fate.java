package io.serai.delivery;

/**
 * What became of one event at one subscription.
 *
 * @param why for a person: which type or filter did not match, how many attempts, the last error
 */
public record Fate(String subscription, State state, String why) {

    /** Where the delivery stands. */
    public enum State {
        /** The subscription does not want it, or began after it. */
        NO_MATCH,
        /** The cursor has not reached it. */
        PENDING,
        IN_FLIGHT,
        /** Waits for an earlier event of its key. */
        BLOCKED,
        RETRYING,
        DELIVERED,
        DEAD,
        RESOLVED,
        DISCARDED
    }
}
