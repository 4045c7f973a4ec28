package io.serai.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Closed loops: each thread waits for its event to be durable before it publishes the next. The threads live on, so
 * that what they allocate can be counted.
 */
final class Publishers implements AutoCloseable {

    private final ExecutorService pool;
    private final int threads;
    private final int size;

    /** @param size bytes of data of an event */
    Publishers(int threads, int size) {
        this.pool = Executors.newFixedThreadPool(threads);
        this.threads = threads;
        this.size = size;
    }

    /** Publishes so long, and returns when the last event is delivered. */
    Usage.Cell forSeconds(Subject subject, int seconds) throws InterruptedException, ExecutionException {
        return run(subject, Long.MAX_VALUE, System.nanoTime() + seconds * 1_000_000_000L, true);
    }

    /** Publishes so many, and returns when they are durable. */
    Usage.Cell events(Subject subject, long count) throws InterruptedException, ExecutionException {
        return run(subject, count, Long.MAX_VALUE, false);
    }

    private Usage.Cell run(Subject subject, long most, long until, boolean delivered)
            throws InterruptedException, ExecutionException {
        AtomicLong numbers = new AtomicLong();
        AtomicLong published = new AtomicLong();
        long before = subject.delivered();
        Usage start = Usage.now(subject);
        List<Future<@Nullable Void>> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            SplittableRandom random = new SplittableRandom(thread);
            running.add(pool.submit(() -> {
                for (long number = numbers.getAndIncrement();
                        number < most && System.nanoTime() < until;
                        number = numbers.getAndIncrement()) {
                    byte[] payload = new byte[size];
                    random.nextBytes(payload);
                    subject.publish(number, payload);
                    published.incrementAndGet();
                }
                return null;
            }));
        }
        for (Future<@Nullable Void> publisher : running) {
            publisher.get();
        }
        while (delivered && subject.delivered() - before < published.get()) {
            LockSupport.parkNanos(100_000);
        }
        return Usage.now(subject).since(start, published.get());
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
