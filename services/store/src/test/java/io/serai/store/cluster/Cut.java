package io.serai.store.cluster;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.geode.distributed.internal.ClusterDistributionManager;
import org.apache.geode.distributed.internal.DistributionMessage;
import org.apache.geode.distributed.internal.DistributionMessageObserver;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.apache.geode.internal.cache.StateFlushOperation.StateMarkerMessage;
import org.apache.geode.internal.cache.partitioned.PartitionedRegionObserverAdapter;
import org.apache.geode.internal.cache.partitioned.PartitionedRegionObserverHolder;

/** Where a move of a partition stops, for good: what is left to do to the process is to kill it. */
final class Cut {

    private final CountDownLatch reached = new CountDownLatch(1);

    /** On the node that gets the copy, which has those of the regions before this one. */
    static Cut beforeCopyOf(String name) {
        Cut cut = new Cut();
        PartitionedRegionObserverHolder.setInstance(new PartitionedRegionObserverAdapter() {
            @Override
            public void beforeBucketCreation(PartitionedRegion region, int bucket) {
                if (region.getName().equals(name) && !region.getDataStore().isManagingBucket(bucket)) {
                    cut.stop();
                }
            }
        });
        return cut;
    }

    /** On the node that gives its copy up: once a region, the last one first, it asks whether writes are under way. */
    static Cut inRemovalOfRegion(int number) {
        Cut cut = new Cut();
        AtomicInteger asked = new AtomicInteger();
        DistributionMessageObserver.setInstance(new DistributionMessageObserver() {
            @Override
            public void beforeSendMessage(ClusterDistributionManager members, DistributionMessage message) {
                if (message instanceof StateMarkerMessage
                        && ClusterNode.under("PartitionedRegionDataStore", "removeBucket")
                        && asked.incrementAndGet() >= number) {
                    cut.stop();
                }
            }
        });
        return cut;
    }

    private void stop() {
        reached.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isReached() {
        return reached.getCount() == 0;
    }
}
