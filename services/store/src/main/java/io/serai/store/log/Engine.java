package io.serai.store.log;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The moving parts over an open storage. */
final class Engine {

    private final Storage storage;
    private final LogSettings settings;
    private final List<Lane> lanes = new ArrayList<>();
    private final GroupCommit commit;
    private final Partitions partitions;

    Engine(
            Storage storage,
            LogSettings settings,
            LogThreads threads,
            BiConsumer<Integer, List<PendingAppend>> astray,
            IntConsumer onCommit,
            Consumer<RuntimeException> onFailure) {
        this.storage = storage;
        this.settings = settings;
        this.commit = new GroupCommit(storage, settings, threads.committer(), onFailure);
        this.partitions = new Partitions(
                settings.partitions(),
                threads,
                partition -> takeOver(partition, threads.sealer(), onCommit),
                log -> new Owned(log, storage, lane(log.partition())),
                onFailure);
        threads.lanes().forEach(executor -> lanes.add(new Lane(storage, partitions, commit, astray, executor)));
    }

    private PartitionLog takeOver(int partition, Executor sealer, IntConsumer onCommit) {
        Sealer.Surroundings surroundings = new Sealer.Surroundings(sealer, lane(partition)::post, partitions::doubt);
        PartitionLog log = new TakeOver(storage, settings, partition, surroundings).run();
        log.onCommit(() -> onCommit.accept(partition));
        return log;
    }

    Storage storage() {
        return storage;
    }

    Partitions partitions() {
        return partitions;
    }

    GroupCommit commit() {
        return commit;
    }

    Lane lane(int partition) {
        return lanes.get(partition % lanes.size());
    }

    /** Completes when what was accepted before is written, forced and answered. */
    CompletableFuture<Void> settle() {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (Lane lane : lanes) {
            CompletableFuture<Void> reached = new CompletableFuture<>();
            written.add(reached);
            lane.post(() -> reached.complete(null));
        }
        return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
                .thenCompose(all -> barrier());
    }

    /** Lets go of all partitions in good order: the next owner need not fear the events it finds. */
    void release() {
        BitSet released = new BitSet();
        for (PartitionLog log : partitions.all()) {
            new OwnerRow(log.incarnation(), true).write(storage, log.partition());
            released.set(log.partition());
        }
        storage.force(released, Storage.Part.ALL);
        partitions.loseAll();
    }

    private CompletableFuture<Void> barrier() {
        Barrier barrier = new Barrier();
        commit.commit(barrier);
        return barrier;
    }

    private static final class Barrier extends CompletableFuture<Void> implements Committable {

        @Override
        public int partition() {
            return -1;
        }

        @Override
        public Set<Storage.Part> parts() {
            return Storage.Part.ALL;
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
}
