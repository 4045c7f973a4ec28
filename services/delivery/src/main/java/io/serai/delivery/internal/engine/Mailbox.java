package io.serai.delivery.internal.engine;

import io.serai.store.StoreException;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time on threads of an executor: what only they touch needs no lock. After the tasks that were
 * waiting it calls {@code work}, and again as long as that answers true, giving the thread back in between.
 */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int TASKS_AT_ONCE = 1_000;
    private static final Duration ASK_LIMIT = Duration.ofSeconds(30);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Executor executor;
    private final BooleanSupplier work;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    // calls for a turn not served yet; who raises it from 0 runs the turn
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable Thread running;
    private volatile boolean ended;

    Mailbox(Executor executor, BooleanSupplier work) {
        this.executor = executor;
        this.work = work;
    }

    void post(Runnable task) {
        tasks.add(task);
        wake();
    }

    /** Asks for a call of {@code work}. */
    void wake() {
        if (calls.getAndIncrement() == 0) {
            submit();
        }
    }

    /** Whether the calling thread runs this mailbox now. */
    boolean inside() {
        return Thread.currentThread().equals(running);
    }

    /** Runs the question between the tasks and waits for the answer, on the calling thread where nobody else is at it. */
    <T> T ask(Supplier<T> question) {
        if (inside()) {
            return question.get();
        }
        Question<T> answer = new Question<>(question);
        tasks.add(answer);
        if (calls.getAndIncrement() == 0) {
            turn();
        } else if (ended) {
            refuseQuestions();
        }
        try {
            return answer.get(ASK_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException busy) {
            throw new IllegalStateException("the subscription did not answer within " + ASK_LIMIT, busy);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the subscription", stopped);
        } catch (java.util.concurrent.ExecutionException failed) {
            throw failed.getCause() instanceof StoreException ended
                    ? ended
                    : new IllegalStateException(failed.getCause());
        }
    }

    private static final class Question<T> extends CompletableFuture<T> implements Runnable {

        private final Supplier<T> question;

        private Question(Supplier<T> question) {
            this.question = question;
        }

        @Override
        public void run() {
            try {
                complete(question.get());
            } catch (RuntimeException failed) {
                completeExceptionally(failed);
            }
        }
    }

    private void submit() {
        try {
            executor.execute(this::turn);
        } catch (RejectedExecutionException closed) {
            LOG.debug("the hub is closed: a turn is left out");
            ended = true;
            refuseQuestions();
        }
    }

    /** There is no turn any more that would answer. */
    private void refuseQuestions() {
        for (Runnable left = tasks.poll(); left != null; left = tasks.poll()) {
            if (left instanceof Question<?> question) {
                question.completeExceptionally(
                        new StoreUnavailableException("the deliveries of this node have ended", RETRY_AFTER));
            }
        }
    }

    private void turn() {
        int served = calls.get();
        running = Thread.currentThread();
        boolean more;
        try {
            for (int left = TASKS_AT_ONCE; left > 0; left--) {
                Runnable task = tasks.poll();
                if (task == null) {
                    break;
                }
                guarded(task);
            }
            more = guardedWork() || !tasks.isEmpty();
        } finally {
            running = null;
        }
        // calls that came meanwhile, and work left, need another turn; the count stays above 0 for it
        if (more) {
            calls.set(1);
            submit();
        } else if (calls.addAndGet(-served) != 0) {
            submit();
        }
    }

    // whatever is thrown, errors included: the mailbox must go on
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable failed) {
            OutOfMemory.tell(failed);
            LOG.error("a step of a delivery failed", failed);
        }
    }

    private boolean guardedWork() {
        try {
            return work.getAsBoolean();
        } catch (Throwable failed) {
            OutOfMemory.tell(failed);
            LOG.error("a turn of deliveries failed", failed);
            return false;
        }
    }
}
