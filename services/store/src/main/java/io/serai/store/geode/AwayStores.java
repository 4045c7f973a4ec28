package io.serai.store.geode;

import io.serai.store.ClusterStatus.AwayNode;
import io.serai.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.geode.cache.Cache;
import org.apache.geode.internal.cache.BucketPersistenceAdvisor;
import org.apache.geode.internal.cache.InternalCache;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.apache.geode.internal.cache.ProxyBucketRegion;
import org.apache.geode.internal.cache.persistence.PersistentMemberID;
import org.apache.geode.internal.cache.persistence.PersistentMemberPattern;
import org.apache.geode.management.DistributedSystemMXBean;
import org.apache.geode.management.ManagementService;
import org.jspecify.annotations.Nullable;

/** The disk stores that Geode knows of and that no member has open now. */
final class AwayStores {

    /** The disk stores of a node, each in a folder of its name: where they are beside each other they are one node's. */
    private static final Set<String> OF_A_NODE = Set.of("log", "segments", "work");

    private final Cache cache;

    AwayStores(Cache cache) {
        this.cache = cache;
    }

    /**
     * A disk store.
     *
     * @param folder of the node that has it
     */
    record Away(String id, String host, String folder) {

        static Away of(String id, String host, String directory) {
            Path path = Path.of(directory);
            Path above = path.getParent();
            return above != null && OF_A_NODE.contains(String.valueOf(path.getFileName()))
                    ? new Away(id, host, above.toString())
                    : new Away(id, host, directory);
        }

        boolean in(String otherHost, String otherFolder) {
            return host.equals(otherHost) && folder.equals(otherFolder);
        }
    }

    /** A partition of one of the regions. */
    record Bucket(String region, int number) {}

    /** Nodes with newer copies than this one finds, the first of those that hold it up. */
    List<AwayNode> waitsFor() {
        Map<PersistentMemberID, Set<Bucket>> waiting = waiting();
        if (waiting.isEmpty()) {
            return List.of();
        }
        Set<String> ids = new HashSet<>();
        waiting.keySet().forEach(store -> ids.add(id(store)));
        List<Away> away = all();
        List<Away> here =
                away.stream().filter(store -> ids.contains(store.id())).toList();
        // those that it waits for are there, and wait themselves
        return byNode(here.isEmpty() ? away : here);
    }

    List<AwayNode> missing() {
        return byNode(all());
    }

    /** Partitions of this node that cannot be opened, by the disk store whose newer copy they wait for. */
    Map<Away, Set<Bucket>> waitingBuckets() {
        Map<Away, Set<Bucket>> buckets = new HashMap<>();
        waiting().forEach((store, waiting) -> buckets.computeIfAbsent(
                        Away.of(id(store), store.getHost().getCanonicalHostName(), store.getDirectory()),
                        none -> new HashSet<>())
                .addAll(waiting));
        return buckets;
    }

    private Map<PersistentMemberID, Set<Bucket>> waiting() {
        Map<PersistentMemberID, Set<Bucket>> waiting = new HashMap<>();
        for (PartitionedRegion region : ((InternalCache) cache).getPartitionedRegions()) {
            ProxyBucketRegion[] buckets = region.getRegionAdvisor().getProxyBucketArray();
            for (int number = 0; buckets != null && number < buckets.length; number++) {
                for (PersistentMemberID store : waitsFor(buckets[number])) {
                    waiting.computeIfAbsent(store, none -> new HashSet<>()).add(new Bucket(region.getName(), number));
                }
            }
        }
        return waiting;
    }

    private static Set<PersistentMemberID> waitsFor(@Nullable ProxyBucketRegion bucket) {
        BucketPersistenceAdvisor advisor = bucket == null ? null : bucket.getPersistenceAdvisor();
        Set<PersistentMemberID> stores =
                advisor == null || !advisor.isRecovering() ? null : advisor.getAllMembersToWaitFor();
        return stores == null ? Set.of() : stores;
    }

    private static String id(PersistentMemberID store) {
        return store.getDiskStoreId().toUUID().toString();
    }

    /** Of which any member says so. */
    List<Away> all() {
        DistributedSystemMXBean system = system();
        return system == null
                ? List.of()
                : Arrays.stream(system.listMissingDiskStores())
                        .map(store -> Away.of(store.getDiskStoreId(), store.getHost(), store.getDirectory()))
                        .toList();
    }

    static List<AwayNode> byNode(Collection<Away> stores) {
        Map<String, List<Away>> nodes = new TreeMap<>();
        stores.forEach(store -> nodes.computeIfAbsent(store.host() + " " + store.folder(), none -> new ArrayList<>())
                .add(store));
        return nodes.values().stream()
                .map(of -> new AwayNode(
                        of.get(0).host(),
                        of.get(0).folder(),
                        of.stream().map(Away::id).sorted().toList()))
                .toList();
    }

    /** Of which this member has heard, since it was started or before. */
    Set<String> revoked() {
        Set<String> ids = new HashSet<>();
        for (PersistentMemberPattern revoked :
                ((InternalCache) cache).getPersistentMemberManager().getRevokedMembers()) {
            ids.add(String.valueOf(revoked.getUUID()));
        }
        return ids;
    }

    /** @throws StoreException where it is not away, or nobody misses it */
    void revoke(String id) {
        DistributedSystemMXBean system = system();
        if (system == null || !system.revokeMissingDiskStores(id)) {
            throw new StoreException("disk store '" + id + "' is not waited for, or cannot be revoked here");
        }
    }

    private @Nullable DistributedSystemMXBean system() {
        ManagementService service = ManagementService.getExistingManagementService(cache);
        return service == null ? null : service.getDistributedSystemMXBean();
    }
}
