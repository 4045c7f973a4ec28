package io.serai.delivery.simulation;

import io.serai.delivery.time.Timer;
import io.serai.store.log.LogThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The threads and the timer of one process, none of which moves by itself: who simulates picks the task to run next. A
 * pool of one thread runs its tasks in order, another in any order. What one task does happens at once.
 */
final class Threads implements Timer {

    private static final Duration TAKE_OVER_AGAIN_AFTER = Duration.ofMillis(500);

    private final VirtualTime time;
    private final List<Pool> pools = new ArrayList<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));
    private long numbers;
    private boolean inline;

    Threads(VirtualTime time) {
        this.time = time;
    }

    LogThreads ofLog(int lanes) {
        List<Executor> writers = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            writers.add(pool("lane-" + i, true));
        }
        Executor takeOver = pool("take-over", false);
        return new LogThreads(
                writers,
                pool("commit", true),
                takeOver,
                task -> schedule(TAKE_OVER_AGAIN_AFTER, () -> takeOver.execute(task)),
                pool("hand-over", true),
                pool("seal", true),
                pool("calls", false),
                List.of());
    }

    Executor ofDelivery() {
        return pool("delivery", false);
    }

    private Pool pool(String name, boolean inOrder) {
        Pool made = new Pool(name, inOrder);
        pools.add(made);
        return made;
    }

    /** From now on tasks run where they are handed over. */
    void runInline() {
        inline = true;
    }

    /** Nothing runs any more. */
    void end() {
        pools.forEach(pool -> pool.tasks.clear());
        alarms.clear();
    }

    /** How many tasks can be run next, one of these. */
    int ready() {
        int ready = 0;
        for (Pool pool : pools) {
            ready += pool.ready();
        }
        return ready;
    }

    /** The task of this number below {@link #ready}. */
    Task take(int number) {
        int left = number;
        for (Pool pool : pools) {
            if (left < pool.ready()) {
                return new Task(pool.name, pool.tasks.remove(left));
            }
            left -= pool.ready();
        }
        throw new IllegalArgumentException("there are " + ready() + " tasks, " + number + " is none of them");
    }

    /** The first task of threads with one of these names. */
    Task takeOf(Set<String> names) {
        for (Pool pool : pools) {
            if (names.contains(pool.name) && pool.ready() > 0) {
                return new Task(pool.name, pool.tasks.remove(0));
            }
        }
        throw new IllegalArgumentException("there is no task on " + names);
    }

    /** When the next timer is due; the largest number where none is. */
    long due() {
        Alarm first = alarms.peek();
        return first == null ? Long.MAX_VALUE : first.at;
    }

    Task takeDue() {
        return new Task("timer", alarms.remove().task);
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        Alarm made = new Alarm(time.nanos() + Math.max(0, delay.toNanos()), numbers++, task);
        alarms.add(made);
        return () -> alarms.remove(made);
    }

    /** Something to run, and on which thread. */
    record Task(String thread, Runnable body) {}

    private record Alarm(long at, long number, Runnable task) {}

    private final class Pool implements Executor {

        private final String name;
        private final boolean inOrder;
        private final List<Runnable> tasks = new ArrayList<>();

        private Pool(String name, boolean inOrder) {
            this.name = name;
            this.inOrder = inOrder;
        }

        private int ready() {
            return inOrder ? Math.min(1, tasks.size()) : tasks.size();
        }

        @Override
        public void execute(Runnable task) {
            if (inline) {
                task.run();
            } else {
                tasks.add(task);
            }
        }
    }
}
