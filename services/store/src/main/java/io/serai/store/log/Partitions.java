package io.serai.store.log;

import io.serai.store.NotOwnerException;
import io.serai.store.OwnedPartition;
import io.serai.store.OwnershipListener;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which partitions this node owns: takes them over when the storage says so, and tells the listener. */
final class Partitions {

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

    private final LogThreads threads;
    private final Function<Integer, PartitionLog> takeOver;
    private final Function<PartitionLog, Owned> handle;
    private final Consumer<RuntimeException> onFailure;
    private final AtomicReferenceArray<@Nullable PartitionLog> logs;
    private final List<Mailbox<Runnable>> takeOvers = new ArrayList<>();
    private final Mailbox<Runnable> handOver;

    /** Counts what the storage said of each partition: a take-over that was overtaken by news is dropped. */
    private final long[] news;

    /** Of the hand-over thread alone. */
    private OwnershipListener listener = new Nobody();

    private final Map<Integer, Long> told = new HashMap<>();

    Partitions(
            int count,
            LogThreads threads,
            Function<Integer, PartitionLog> takeOver,
            Function<PartitionLog, Owned> handle,
            Consumer<RuntimeException> onFailure) {
        this.threads = threads;
        this.takeOver = takeOver;
        this.handle = handle;
        this.onFailure = onFailure;
        this.logs = new AtomicReferenceArray<>(count);
        this.news = new long[count];
        this.handOver = new Mailbox<>(threads.handOver(), 1, tasks -> tasks.forEach(Partitions::guarded));
        for (int i = 0; i < count; i++) {
            takeOvers.add(new Mailbox<>(threads.takeOver(), 1, tasks -> tasks.forEach(Partitions::guarded)));
        }
    }

    @Nullable
    PartitionLog get(int partition) {
        return logs.get(partition);
    }

    static StoreUnavailableException notHere(int partition) {
        return new StoreUnavailableException(
                "partition " + partition + " is not owned by this node now; it is being taken over",
                Duration.ofSeconds(1));
    }

    /** Completes when the take-over has ended, one way or the other. */
    CompletableFuture<Void> take(int partition) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        long heard = hear(partition);
        takeOvers.get(partition).post(() -> takeOver(partition, heard, ended));
        return ended;
    }

    void lose(int partition) {
        hear(partition);
    }

    void loseAll() {
        for (int i = 0; i < logs.length(); i++) {
            lose(i);
        }
    }

    /** A write ended nobody knows how: what is there is found out by a take-over. */
    void doubt(PartitionLog log, RuntimeException cause) {
        if (cause instanceof StorageFailedException) {
            onFailure.accept(cause);
            return;
        }
        if (logs.get(log.partition()) != log) {
            return;
        }
        if (cause instanceof NotOwnerException) {
            LOG.info("partition {}: {}", log.partition(), cause.getMessage());
            lose(log.partition());
        } else {
            LOG.warn("partition {}: a write failed, taking over anew", log.partition(), cause);
            take(log.partition());
        }
    }

    void listen(OwnershipListener next) {
        handOver.post(() -> {
            listener = next;
            told.clear();
            all().forEach(this::tell);
        });
    }

    List<PartitionLog> all() {
        List<PartitionLog> all = new ArrayList<>();
        for (int i = 0; i < logs.length(); i++) {
            PartitionLog log = logs.get(i);
            if (log != null) {
                all.add(log);
            }
        }
        return all;
    }

    /** From here on the log that was there, if any, is no longer written. */
    private long hear(int partition) {
        synchronized (news) {
            PartitionLog before = logs.getAndSet(partition, null);
            if (before != null) {
                before.lose();
                handOver.post(() -> {
                    if (told.remove(partition) != null) {
                        listener.lost(partition);
                    }
                });
            }
            return ++news[partition];
        }
    }

    private void takeOver(int partition, long heard, CompletableFuture<Void> ended) {
        try {
            if (current(partition, heard)) {
                publish(takeOver.apply(partition), heard);
            }
            ended.complete(null);
        } catch (NotOwnerException another) {
            LOG.info("partition {}: {}", partition, another.getMessage());
            ended.complete(null);
        } catch (StorageFailedException failure) {
            onFailure.accept(failure);
            ended.completeExceptionally(failure);
        } catch (RuntimeException failure) {
            LOG.warn("partition {}: the take-over failed and is tried again", partition, failure);
            threads.takeOverLater()
                    .execute(() -> takeOvers.get(partition).post(() -> takeOver(partition, heard, ended)));
        }
    }

    private boolean current(int partition, long heard) {
        synchronized (news) {
            return news[partition] == heard;
        }
    }

    private void publish(PartitionLog log, long heard) {
        synchronized (news) {
            if (news[log.partition()] != heard) {
                return;
            }
            logs.set(log.partition(), log);
        }
        handOver.post(() -> tell(log));
    }

    private void tell(PartitionLog log) {
        if (log.owned() && !Long.valueOf(log.incarnation()).equals(told.put(log.partition(), log.incarnation()))) {
            listener.taken(handle.apply(log));
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            LOG.error("a listener of partitions failed", failure);
        }
    }

    private static final class Nobody implements OwnershipListener {
        @Override
        public void taken(OwnedPartition partition) {}

        @Override
        public void lost(int partition) {}
    }
}
