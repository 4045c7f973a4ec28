package io.serai.store.geode;

import io.serai.store.StoreConfig;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.geode.CancelException;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.Region;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives this node its share. Geode by itself makes copies on a node that joins only where there are too few, and moves
 * primaries only to copies that are there: a third node, beside two that hold everything twice, would stay empty. So a
 * node that holds far less than its share some time after it has opened has partitions moved, once; one that was away
 * finds its own copies on its disk, and nothing moves but primaries.
 *
 * <p>Geode moves a partition region by region. Should all nodes be lost in the middle of that, who has half a copy waits
 * for the others, as {@link Holders} says.
 */
final class Balance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Balance.class);

    private final Cache cache;
    private final Region<?, ?> log;
    private final StoreConfig config;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "serai-balance");
        made.setDaemon(true);
        return made;
    });

    private Balance(Cache cache, Region<?, ?> log, StoreConfig config) {
        this.cache = cache;
        this.log = log;
        this.config = config;
    }

    /** After Geode has restored what it restores by itself when a node starts. */
    static Balance after(Duration delay, Cache cache, Region<?, ?> log, StoreConfig config) {
        Balance balance = new Balance(cache, log, config);
        balance.thread.schedule(balance::run, delay.toMillis(), TimeUnit.MILLISECONDS);
        return balance;
    }

    private void run() {
        try {
            PartitionedRegion region = (PartitionedRegion) log;
            int nodes = region.getRegionAdvisor().adviseDataStore().size() + 1;
            int copies = Math.min(nodes, config.redundantCopies() + 1);
            int share = config.partitions() * copies / nodes;
            int held = region.getDataStore().getBucketsManaged();
            if (held * 2 >= share) {
                return;
            }
            LOG.info(
                    "this node holds {} of {} partitions, its share is {}: partitions are moved to it",
                    held,
                    config.partitions(),
                    share);
            var results =
                    cache.getResourceManager().createRebalanceFactory().start().getResults();
            LOG.info(
                    "moved {} copies and {} primaries in {} ms",
                    results.getTotalBucketTransfersCompleted(),
                    results.getTotalPrimaryTransfersCompleted(),
                    results.getTotalTime());
        } catch (CancelException closed) {
            LOG.debug("the store closed before its partitions were balanced");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.warn("the partitions could not be balanced; the node serves what it has", failure);
        }
    }

    /** Lets a move that is under way end with the cache. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
