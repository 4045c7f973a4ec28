package io.serai.store.log;

import io.serai.store.WorkUpdate;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Rows on their way into the work table. */
final class PendingWork extends CompletableFuture<Void> implements Committable {

    final PartitionLog log;
    final WorkUpdate update;

    PendingWork(PartitionLog log, WorkUpdate update) {
        this.log = log;
        this.update = update;
    }

    @Override
    public int partition() {
        return log.partition();
    }

    @Override
    public Set<Storage.Part> parts() {
        return Set.of(Storage.Part.LOG, Storage.Part.WORK);
    }

    @Override
    public void committed() {
        complete(null);
    }

    @Override
    public void failed(RuntimeException cause) {
        completeExceptionally(cause);
    }
}
