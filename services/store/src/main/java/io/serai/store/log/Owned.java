package io.serai.store.log;

import io.serai.store.LogSlice;
import io.serai.store.NotOwnerException;
import io.serai.store.OwnedPartition;
import io.serai.store.Retention;
import io.serai.store.WorkUpdate;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** What delivery sees of a partition that this node owns. */
final class Owned implements OwnedPartition {

    private final PartitionLog log;
    private final Storage storage;
    private final Lane lane;

    Owned(PartitionLog log, Storage storage, Lane lane) {
        this.log = log;
        this.storage = storage;
        this.lane = lane;
    }

    @Override
    public int number() {
        return log.partition();
    }

    @Override
    public long incarnation() {
        return log.incarnation();
    }

    @Override
    public boolean owned() {
        return log.owned();
    }

    @Override
    public boolean afterUncleanEnd() {
        return log.afterUncleanEnd();
    }

    @Override
    public long committed() {
        return log.committed();
    }

    @Override
    public LogSlice read(long from, int max) {
        return log.read(from, max);
    }

    @Override
    public void onCommit(Runnable wake) {
        log.onCommit(wake);
    }

    @Override
    public SortedMap<String, byte[]> work(String prefix) {
        return work(storage, log.partition(), prefix);
    }

    @Override
    public CompletableFuture<Void> write(WorkUpdate update) {
        if (!log.owned()) {
            return CompletableFuture.failedFuture(new NotOwnerException(log.partition(), log.incarnation()));
        }
        PendingWork work = new PendingWork(log, update);
        lane.post(work);
        return work;
    }

    @Override
    public void passed(long offset) {
        log.sealer().passed(offset);
    }

    @Override
    public CompletableFuture<Long> remove(long before, Retention retention) {
        return log.sealer().remove(before, retention);
    }

    static SortedMap<String, byte[]> work(Storage storage, int partition, String prefix) {
        SortedMap<String, byte[]> rows = storage.work(partition, prefix);
        if (prefix.isEmpty()) {
            rows.keySet().removeIf(key -> key.startsWith(OwnerRow.HIDDEN));
        }
        return rows;
    }
}
