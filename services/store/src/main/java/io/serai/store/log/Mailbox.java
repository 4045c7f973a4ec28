package io.serai.store.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hands items to one handler at a time, in order, as many at once as have come together. The executor is asked only
 * when there was nothing to do before; with one that runs in the caller, whoever posts first works for all.
 */
final class Mailbox<T> {

    private final Queue<T> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Executor executor;
    private final int most;
    private final Consumer<List<T>> handler;

    /** @param handler must not throw */
    Mailbox(Executor executor, int most, Consumer<List<T>> handler) {
        this.executor = executor;
        this.most = most;
        this.handler = handler;
    }

    void post(T item) {
        items.add(item);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        int left;
        do {
            List<T> batch = new ArrayList<>();
            T item;
            while (batch.size() < most && (item = items.poll()) != null) {
                batch.add(item);
            }
            handler.accept(batch);
            left = waiting.addAndGet(-batch.size());
        } while (left > 0);
    }
}
