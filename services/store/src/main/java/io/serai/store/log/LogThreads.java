package io.serai.store.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a log. They are its own and nobody interrupts them: an interrupt in the middle of a write closes the
 * file under everybody.
 *
 * @param lanes each writes some of the partitions
 * @param committer forces
 * @param takeOver takes partitions over, several at a time
 * @param takeOverLater the same after a pause: a take-over that failed is tried again
 * @param handOver calls listeners
 * @param sealer packs and removes
 * @param calls answers other nodes, and goes on with what they answered
 * @param owned those to be shut down: the last is {@code calls}, which answers as long as others may ask
 */
public record LogThreads(
        List<Executor> lanes,
        Executor committer,
        Executor takeOver,
        Executor takeOverLater,
        Executor handOver,
        Executor sealer,
        Executor calls,
        List<ExecutorService> owned) {

    private static final long LATER_MILLIS = 500;

    /** Some may be held up by a node that stands still. */
    private static final int CALLS = 4;

    /** No threads at all: whoever calls does the work. Deterministic where one thread calls. */
    public static LogThreads inline() {
        return new LogThreads(
                List.of(Runnable::run),
                Runnable::run,
                Runnable::run,
                later(Runnable::run),
                Runnable::run,
                Runnable::run,
                Runnable::run,
                List.of());
    }

    public static LogThreads start(int lanes) {
        List<ExecutorService> all = new ArrayList<>();
        List<Executor> laneExecutors = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            laneExecutors.add(pool(all, "serai-lane-" + i, 1));
        }
        Executor committer = pool(all, "serai-commit", 1);
        Executor takeOver =
                pool(all, "serai-take-over", Math.max(2, Runtime.getRuntime().availableProcessors()));
        return new LogThreads(
                laneExecutors,
                committer,
                takeOver,
                later(takeOver),
                pool(all, "serai-hand-over", 1),
                pool(all, "serai-seal", 1),
                pool(all, "serai-calls", CALLS),
                all);
    }

    private static Executor later(Executor executor) {
        return CompletableFuture.delayedExecutor(LATER_MILLIS, TimeUnit.MILLISECONDS, executor);
    }

    /** Lets what was posted end; others are still answered. */
    void shutDown() {
        List<ExecutorService> writing = owned.isEmpty() ? owned : owned.subList(0, owned.size() - 1);
        writing.forEach(ExecutorService::shutdown);
        for (ExecutorService executor : writing) {
            try {
                executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Nobody asks any more. */
    void endCalls() {
        owned.forEach(ExecutorService::shutdown);
    }

    private static ExecutorService pool(List<ExecutorService> all, String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, size == 1 ? name : name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(size > 1);
        all.add(pool);
        return pool;
    }
}
