package io.serai.delivery.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time of a simulated world, for all its processes. */
final class VirtualTime extends Clock {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private long nanos;
    private Duration set = Duration.ZERO;
    private boolean wasSet;
    private Instant latest = START;

    long nanos() {
        return nanos;
    }

    void advanceTo(long to) {
        nanos = Math.max(nanos, to);
    }

    void advance(Duration by) {
        nanos += by.toNanos();
    }

    /** Somebody sets the clock ahead or back; no time passes. */
    void set(Duration ahead) {
        set = set.plus(ahead);
        wasSet = true;
    }

    /** The clock does not tell any more how much time has passed. */
    boolean wasSet() {
        return wasSet;
    }

    /** The latest that the clock has ever told. */
    Instant latest() {
        instant();
        return latest;
    }

    @Override
    public Instant instant() {
        Instant now = START.plus(set).plusNanos(nanos);
        latest = now.isAfter(latest) ? now : latest;
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The zone does not matter to instants. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public String toString() {
        return Duration.ofNanos(nanos).toString().substring(2);
    }
}
