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

    long nanos() {
        return nanos;
    }

    void advanceTo(long to) {
        nanos = Math.max(nanos, to);
    }

    void advance(Duration by) {
        nanos += by.toNanos();
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos);
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
