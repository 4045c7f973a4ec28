package io.serai.delivery.internal.engine;

import java.time.Duration;
import java.util.OptionalInt;

/** So many attempts a second, evenly; a tenth of a second's worth may come at once after a pause. */
final class RateLimiter {

    private final long interval;
    private final long burst;
    private long nextFree = Long.MIN_VALUE;

    RateLimiter(OptionalInt perSecond) {
        interval = perSecond.isPresent() ? Duration.ofSeconds(1).toNanos() / perSecond.getAsInt() : 0;
        burst = perSecond.isPresent() ? Math.max(0, perSecond.getAsInt() / 10 - 1) * interval : 0;
    }

    /** 0 and one is taken, or the nanoseconds to wait. */
    long take(long now) {
        if (interval == 0) {
            return 0;
        }
        if (nextFree == Long.MIN_VALUE || nextFree < now - burst) {
            nextFree = now - burst;
        }
        if (nextFree > now) {
            return nextFree - now;
        }
        nextFree += interval;
        return 0;
    }
}
