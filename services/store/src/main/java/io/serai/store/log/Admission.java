package io.serai.store.log;

import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds what is accepted and not answered yet, so that a store that falls behind says so instead of filling memory;
 * and keeps all events out while the store is short of something.
 */
final class Admission {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER_SHORTAGE = Duration.ofSeconds(10);

    private final int maxEvents;
    private final long maxBytes;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder appended = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private volatile Optional<String> shortage = Optional.empty();

    Admission(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Whether they may enter; each that does must {@link #leave}. */
    boolean enter(int count, long size) {
        if (shortage.isPresent()) {
            return false;
        }
        if (events.addAndGet(count) > maxEvents) {
            events.addAndGet(-count);
            return false;
        }
        if (bytes.addAndGet(size) > maxBytes) {
            bytes.addAndGet(-size);
            events.addAndGet(-count);
            return false;
        }
        return true;
    }

    void leave(long size) {
        events.decrementAndGet();
        bytes.addAndGet(-size);
    }

    /** Lets nobody in for as long as there is one. */
    void shortage(Optional<String> what) {
        shortage = what;
    }

    Optional<String> shortage() {
        return shortage;
    }

    /** Counts what was acknowledged. */
    void acknowledged(boolean duplicate) {
        (duplicate ? duplicates : appended).increment();
    }

    long appended() {
        return appended.sum();
    }

    long duplicates() {
        return duplicates.sum();
    }

    StoreUnavailableException refusal() {
        Optional<String> missing = shortage;
        if (missing.isPresent()) {
            return new StoreUnavailableException(
                    "the store takes no new events: " + missing.get(), RETRY_AFTER_SHORTAGE);
        }
        return new StoreUnavailableException(
                "the store has " + events + " events in work, the limit is " + maxEvents + " events or " + maxBytes
                        + " bytes; send fewer at once or wait",
                RETRY_AFTER);
    }
}
