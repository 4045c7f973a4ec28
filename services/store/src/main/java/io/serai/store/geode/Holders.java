package io.serai.store.geode;

import org.apache.geode.cache.Region;
import org.apache.geode.internal.cache.BucketPersistenceAdvisor;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.apache.geode.internal.cache.ProxyBucketRegion;

/**
 * Lets this node remember who holds the {@code work} of the partitions that it does not hold. A partition is copied
 * region by region; should all nodes be lost in the middle of that, the one with half a copy must wait for who has the
 * rest, and its disk is all that can tell it for whom.
 *
 * <p>Geode writes that down for the first region of a chain and for those right below it, not for the third: its
 * {@code recoverFromDiskRecursively} goes one step down. A node would begin {@code work} anew, empty, and shut those
 * out as strangers that have it ({@code ConflictingPersistentDataException}). So here the step is done that is missing.
 */
final class Holders {

    private final ProxyBucketRegion[] log;
    private final ProxyBucketRegion[] work;

    private Holders(ProxyBucketRegion[] log, ProxyBucketRegion[] work) {
        this.log = log;
        this.work = work;
    }

    /**
     * To be called when the regions are there. As Geode does for the other regions, it waits for a holder of every
     * partition that has one.
     */
    static void remember(Region<?, ?> log, Region<?, ?> work) {
        Holders holders = new Holders(partitions(log), partitions(work));
        for (int partition = 0; partition < holders.work.length; partition++) {
            holders.remember(partition);
        }
    }

    private static ProxyBucketRegion[] partitions(Region<?, ?> region) {
        return ((PartitionedRegion) region).getRegionAdvisor().getProxyBucketArray();
    }

    private void remember(int partition) {
        // who makes a copy holds the same lock
        synchronized (work[partition]) {
            BucketPersistenceAdvisor holders = work[partition].getPersistenceAdvisor();
            // a copy that is on this disk, or comes right now, learns of the others by itself
            if (!log[partition].getPersistenceAdvisor().wasHosting() && !holders.wasHosting()) {
                holders.initialize();
                work[partition].recoverFromDisk();
            }
        }
    }
}
