package io.serai.delivery.time;

import java.time.Duration;

/** Waiting by monotonic time. What is stored comes from a {@link java.time.Clock} instead. */
public interface Timer {

    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanos();

    /** Runs the task once after the delay, on the timer's thread: hand over, do not work. */
    Scheduled schedule(Duration delay, Runnable task);

    /** A task that waits. */
    @FunctionalInterface
    interface Scheduled {

        /** Keeps it from running where it has not begun; twice is once. */
        void cancel();
    }
}
