package io.serai.store.log;

import io.serai.store.NotOwnerException;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Writes the partitions that are its own, on one thread at a time: what has come in since it last looked goes into the
 * log in one write a partition, then the rows of the work table, then all of it to the commit together.
 */
final class Lane {

    private static final int MOST_AT_ONCE = 2_048;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Storage storage;
    private final Partitions partitions;
    private final GroupCommit commit;
    private final BiConsumer<Integer, List<PendingAppend>> astray;
    private final Mailbox<Object> mailbox;

    /** @param astray takes the appends of a partition that this node does not own */
    Lane(
            Storage storage,
            Partitions partitions,
            GroupCommit commit,
            BiConsumer<Integer, List<PendingAppend>> astray,
            Executor executor) {
        this.storage = storage;
        this.partitions = partitions;
        this.commit = commit;
        this.astray = astray;
        this.mailbox = new Mailbox<>(executor, MOST_AT_ONCE, this::work);
    }

    void post(PendingAppend append) {
        mailbox.post(append);
    }

    /** Written together. */
    void post(List<PendingAppend> batch) {
        mailbox.post(new Batch(batch));
    }

    void post(PendingWork work) {
        mailbox.post(work);
    }

    /** Runs after all that was posted before. */
    void post(Runnable task) {
        mailbox.post(task);
    }

    private void work(List<Object> tasks) {
        List<Committable> written = new ArrayList<>();
        byPartition(tasks).forEach((partition, appends) -> append(partition, appends, written));
        for (Object task : tasks) {
            if (task instanceof PendingWork work) {
                write(work, written);
            }
        }
        commit.commitAll(written);
        for (Object task : tasks) {
            if (task instanceof Runnable runnable) {
                runnable.run();
            }
        }
    }

    private static Map<Integer, List<PendingAppend>> byPartition(List<Object> tasks) {
        Map<Integer, List<PendingAppend>> byPartition = new LinkedHashMap<>();
        for (Object task : tasks) {
            if (task instanceof PendingAppend append) {
                add(append, byPartition);
            } else if (task instanceof Batch batch) {
                batch.appends.forEach(append -> add(append, byPartition));
            }
        }
        return byPartition;
    }

    private static void add(PendingAppend append, Map<Integer, List<PendingAppend>> byPartition) {
        byPartition
                .computeIfAbsent(append.partition, partition -> new ArrayList<>())
                .add(append);
    }

    private record Batch(List<PendingAppend> appends) {}

    private void append(int partition, List<PendingAppend> appends, List<Committable> written) {
        PartitionLog log = partitions.get(partition);
        if (log == null) {
            astray.accept(partition, appends);
            return;
        }
        try {
            Committable waiting = log.append(appends);
            if (waiting != null) {
                written.add(waiting);
            }
        } catch (NotOwnerException another) {
            partitions.doubt(log, another);
            astray.accept(
                    partition,
                    appends.stream().filter(append -> !append.isDone()).toList());
        } catch (RuntimeException failure) {
            StoreUnavailableException refusal = new StoreUnavailableException(
                    "partition " + partition + " could not be written; the same event again is stored once",
                    RETRY_AFTER,
                    failure);
            appends.forEach(append -> append.refuse(refusal));
            partitions.doubt(log, failure);
        }
    }

    private void write(PendingWork work, List<Committable> written) {
        PartitionLog log = work.log;
        if (!log.owned()) {
            work.failed(new NotOwnerException(log.partition(), log.incarnation()));
            return;
        }
        try {
            storage.write(log.partition(), log.incarnation(), work.update.puts(), work.update.removes());
        } catch (RuntimeException failure) {
            work.failed(failure);
            partitions.doubt(log, failure);
            return;
        }
        if (work.update.durable()) {
            written.add(work);
        } else {
            work.committed();
        }
    }
}
