package io.serai.delivery.internal.engine;

import io.serai.delivery.Failure;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the target answers. After so many failures in a row that look like a target that is down the gate shuts: only
 * single probes pass, and what fails then does not count as an attempt. Any answer of the target opens it.
 */
final class OutageGate {

    private int limit;
    private int inARow;
    private boolean probeAllowed;
    private volatile @Nullable Instant since;

    OutageGate(int limit) {
        this.limit = limit;
    }

    void limit(int after) {
        limit = after;
    }

    boolean shut() {
        return since != null;
    }

    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** The probe's time has come. */
    void allowProbe() {
        probeAllowed = true;
    }

    boolean pass() {
        return since == null || probeAllowed;
    }

    /** An attempt begins. */
    void begun() {
        probeAllowed = false;
    }

    /** The target answered, be it with an error. */
    void answered() {
        inARow = 0;
        probeAllowed = false;
        since = null;
    }

    /** What a failure means. */
    enum Effect {
        /** It counts. */
        COUNTS,
        /** It counts, and with it the outage begins. */
        COUNTS_AND_SHUTS,
        /** The target was known to be down: the attempt does not count. */
        DOES_NOT_COUNT
    }

    Effect failed(Failure failure, Instant now) {
        if (!failure.targetDown()) {
            answered();
            return Effect.COUNTS;
        }
        if (since != null) {
            return Effect.DOES_NOT_COUNT;
        }
        if (++inARow < limit) {
            return Effect.COUNTS;
        }
        since = now;
        return Effect.COUNTS_AND_SHUTS;
    }
}
