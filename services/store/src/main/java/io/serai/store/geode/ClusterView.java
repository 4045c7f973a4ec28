package io.serai.store.geode;

import io.serai.store.ClusterStatus;
import io.serai.store.ClusterStatus.Node;
import io.serai.store.ClusterStatus.Revoked;
import io.serai.store.ClusterStatus.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.geode.cache.Cache;
import org.apache.geode.distributed.internal.ClusterDistributionManager;
import org.apache.geode.distributed.internal.DistributionManager;
import org.apache.geode.distributed.internal.InternalDistributedSystem;
import org.apache.geode.distributed.internal.membership.InternalDistributedMember;
import org.apache.geode.internal.cache.InternalCache;
import org.apache.geode.internal.cache.PartitionedRegion;

/** What Geode knows of the cluster. */
final class ClusterView {

    // as Geode weighs them
    private static final int MEMBER_WEIGHT = 10;
    private static final int OLDEST_WEIGHT = 5;
    private static final int LOCATOR_WEIGHT = 3;

    private final Cache cache;

    ClusterView(Cache cache) {
        this.cache = cache;
    }

    ClusterStatus status(boolean open, List<Revoked> revoked) {
        Optional<PartitionedRegion> log = region();
        int owned = 0;
        int copies = 0;
        int low = 0;
        if (log.isPresent()) {
            PartitionedRegion region = log.get();
            owned = region.getDataStore().getAllLocalPrimaryBucketIds().size();
            copies = region.getDataStore().getBucketsManaged();
            low = lowRedundancy(region);
        }
        AwayStores away = new AwayStores(cache);
        return new ClusterStatus(
                nodes(),
                owned,
                copies,
                low,
                open ? List.of() : away.waitsFor(),
                open ? away.missing() : List.of(),
                revoked);
    }

    /** Not by the name: that waits while the region is being made. */
    private Optional<PartitionedRegion> region() {
        return ((InternalCache) cache)
                .getPartitionedRegions().stream()
                        .filter(region -> region.getName().equals("log") && region.getDataStore() != null)
                        .findFirst();
    }

    private static int lowRedundancy(PartitionedRegion log) {
        int low = 0;
        for (int partition = 0; partition < log.getTotalNumberOfBuckets(); partition++) {
            if (log.getRegionAdvisor().getBucketRedundancy(partition) < log.getRedundantCopies()) {
                low++;
            }
        }
        return low;
    }

    private List<Node> nodes() {
        DistributionManager members =
                ((InternalDistributedSystem) cache.getDistributedSystem()).getDistributionManager();
        List<Node> nodes = new ArrayList<>();
        boolean oldest = true;
        for (InternalDistributedMember member : members.getViewMembers()) {
            boolean locator = member.getVmKind() == ClusterDistributionManager.LOCATOR_DM_TYPE;
            int weight = (locator ? LOCATOR_WEIGHT : MEMBER_WEIGHT) + member.getMemberWeight();
            if (oldest && !locator) {
                weight += OLDEST_WEIGHT;
                oldest = false;
            }
            nodes.add(new Node(
                    member.getName(),
                    member.getUniqueId(),
                    member.getVmViewId(),
                    locator ? Role.LOCATOR : Role.HUB,
                    weight,
                    member.equals(members.getId())));
        }
        return nodes;
    }
}
