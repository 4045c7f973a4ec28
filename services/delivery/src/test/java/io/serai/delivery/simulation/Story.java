package io.serai.delivery.simulation;

import java.time.Instant;

/** What is known of one event at one subscription. */
final class Story {

    /** The highest number of an attempt, and the incarnation under which it began. */
    int highest;

    long incarnation;

    /** The target took it before the time-out. */
    boolean delivered;

    /** The target took it about when it was too late. */
    boolean perhaps;

    /** The number of the newest attempt known to have failed, and when. */
    int failed;

    Instant failedAt = Instant.EPOCH;

    long failedAtNanos;

    /** The number of an attempt that may be made again, since its target was taken away. */
    int brokenOff;

    int redrives;

    int acceptedRedrives;

    boolean discardAsked;

    boolean discarded;

    /** Published after the subscription was ready. */
    boolean due;

    boolean taken() {
        return delivered || perhaps;
    }
}
