package io.serai.delivery.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * Memory that ran out during one attempt may have run out for any other thread, too, and what those left half done nobody
 * knows. So the error is told to the handler of uncaught errors, though it was caught: who runs the process decides there
 * how to end it.
 */
final class OutOfMemory {

    private static final int DEEPEST = 20;

    private OutOfMemory() {}

    /** Tells of an {@link OutOfMemoryError}, be it a cause of what was thrown; of anything else it does not. */
    static void tell(@Nullable Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
            if (cause instanceof OutOfMemoryError) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
                return;
            }
        }
    }
}
