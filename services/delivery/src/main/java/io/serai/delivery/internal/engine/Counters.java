package io.serai.delivery.internal.engine;

import io.serai.delivery.Failure;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a subscription has done since the process started. Written inside its mailbox, read by all. */
final class Counters {

    final AtomicLong delivered = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong dead = new AtomicLong();
    final AtomicLong retrying = new AtomicLong();
    volatile @Nullable LastError lastError;

    void failed(Failure failure, Instant time) {
        failed.incrementAndGet();
        lastError = new LastError(failure.cause() + ": " + failure.message(), time);
    }

    record LastError(String text, Instant time) {}
}
