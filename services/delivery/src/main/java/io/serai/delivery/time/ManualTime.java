package io.serai.delivery.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A clock and timer that stand still until somebody moves them: for tests. Tasks run on the thread that calls
 * {@link #advance}, in the order in which they are due, each at its own time. The clock alone can be set, as an
 * operator or a time server does: {@link #set}.
 */
public final class ManualTime extends Clock implements Timer {

    private final Instant start;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
    private Duration set = Duration.ZERO;
    private long nanos;
    private long numbers;

    public ManualTime(Instant start) {
        this.start = start;
    }

    /** At an arbitrary, always the same, instant. */
    public static ManualTime create() {
        return new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Lets the time pass, and runs what falls due in it. */
    public void advance(Duration by) {
        long end;
        synchronized (this) {
            end = nanos + by.toNanos();
        }
        for (Optional<Task> due = next(end); due.isPresent(); due = next(end)) {
            due.get().body.run();
        }
        synchronized (this) {
            nanos = Math.max(nanos, end);
        }
    }

    /** Sets the clock ahead, or back where negative. No time passes: nothing falls due. */
    public synchronized void set(Duration ahead) {
        set = set.plus(ahead);
    }

    /** The time until the next task is due; empty where none waits. */
    public synchronized Optional<Duration> untilNext() {
        return Optional.ofNullable(tasks.peek()).map(task -> Duration.ofNanos(Math.max(0, task.at - nanos)));
    }

    private synchronized Optional<Task> next(long end) {
        Task first = tasks.peek();
        if (first == null || first.at > end) {
            return Optional.empty();
        }
        tasks.remove();
        nanos = Math.max(nanos, first.at);
        return Optional.of(first);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Scheduled schedule(Duration delay, Runnable task) {
        Task made = new Task(nanos + Math.max(0, delay.toNanos()), numbers++, task);
        tasks.add(made);
        return () -> cancel(made);
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    @Override
    public synchronized Instant instant() {
        return start.plus(set).plusNanos(nanos);
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

    private record Task(long at, long number, Runnable body) {}
}
