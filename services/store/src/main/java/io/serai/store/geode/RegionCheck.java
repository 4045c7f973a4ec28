package io.serai.store.geode;

import io.serai.store.StoreConfig;
import io.serai.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.DataPolicy;
import org.apache.geode.cache.EvictionAction;
import org.apache.geode.cache.EvictionAttributes;
import org.apache.geode.cache.ExpirationAction;
import org.apache.geode.cache.ExpirationAttributes;
import org.apache.geode.cache.PartitionAttributes;
import org.apache.geode.cache.Region;
import org.apache.geode.cache.RegionAttributes;
import org.jspecify.annotations.Nullable;

/** Holds {@code cache.xml} against what the log needs, so that no tuning costs events. */
final class RegionCheck {

    private final StoreConfig config;
    private final String origin;
    private final List<String> wrong = new ArrayList<>();

    private RegionCheck(StoreConfig config, String origin) {
        this.config = config;
        this.origin = origin;
    }

    static void check(Cache cache, StoreConfig config, String origin) {
        RegionCheck check = new RegionCheck(config, origin);
        check.log(cache.getRegion("log"));
        check.segments(cache.getRegion("segments"));
        check.work(cache.getRegion("work"));
        check.control(cache.getRegion("control"));
        check.stores(cache);
        if (!check.wrong.isEmpty()) {
            throw new StoreException(
                    origin + " does not give the log what it needs: " + String.join("; ", check.wrong));
        }
    }

    private void log(@Nullable Region<?, ?> region) {
        if (partitioned("log", region)) {
            RegionAttributes<?, ?> attributes = Objects.requireNonNull(region).getAttributes();
            partitions("log", attributes);
            is("log", "colocated-with", attributes.getPartitionAttributes().getColocatedWith(), null);
            a("log", "cache-writer", attributes.getCacheWriter(), LogWriter.class);
        }
    }

    private void segments(@Nullable Region<?, ?> region) {
        if (partitioned("segments", region)) {
            colocated("segments", Objects.requireNonNull(region).getAttributes(), "log");
        }
    }

    private void work(@Nullable Region<?, ?> region) {
        if (partitioned("work", region)) {
            RegionAttributes<?, ?> attributes = Objects.requireNonNull(region).getAttributes();
            // in a chain the primary of the last comes last, and with it the news of ownership
            colocated("work", attributes, "segments");
            PartitionAttributes<?, ?> partition = attributes.getPartitionAttributes();
            Object[] listeners = partition.getPartitionListeners();
            a("work", "partition-listener", listeners.length == 1 ? listeners[0] : null, OwnershipWatch.class);
        }
    }

    private void colocated(String name, RegionAttributes<?, ?> attributes, String needed) {
        partitions(name, attributes);
        String with = attributes.getPartitionAttributes().getColocatedWith();
        is(name, "colocated-with", with == null ? null : with.replace("/", ""), needed);
        a(name, "cache-writer", attributes.getCacheWriter(), OwnerWriter.class);
    }

    private void control(@Nullable Region<?, ?> region) {
        if (partitioned("control", region)) {
            Object[] listeners = Objects.requireNonNull(region).getAttributes().getCacheListeners();
            a("control", "cache-listener", listeners.length == 1 ? listeners[0] : null, ControlWatch.class);
        }
    }

    /** What all need; false where nothing more can be checked. */
    private boolean partitioned(String name, @Nullable Region<?, ?> region) {
        if (region == null) {
            wrong.add("region '" + name + "' is missing");
            return false;
        }
        RegionAttributes<?, ?> attributes = region.getAttributes();
        is(name, "data-policy", attributes.getDataPolicy(), DataPolicy.PERSISTENT_PARTITION);
        if (attributes.getPartitionAttributes() == null) {
            return false;
        }
        is(name, "disk-synchronous", attributes.isDiskSynchronous(), true);
        is(
                name,
                "redundant-copies",
                attributes.getPartitionAttributes().getRedundantCopies(),
                config.redundantCopies());
        EvictionAttributes eviction = attributes.getEvictionAttributes();
        if (!eviction.getAlgorithm().isNone()) {
            is(name, "eviction action", eviction.getAction(), EvictionAction.OVERFLOW_TO_DISK);
        }
        if (eviction.getAlgorithm().isLRUMemory()) {
            wrong.add("region '" + name + "' has eviction lru-memory-size, which does not hold its limit; needed is"
                    + " lru-heap-percentage, lru-entry-count or none");
        }
        expires(name, "region-time-to-live", attributes.getRegionTimeToLive());
        expires(name, "region-idle-time", attributes.getRegionIdleTimeout());
        expires(name, "entry-time-to-live", attributes.getEntryTimeToLive());
        expires(name, "entry-idle-time", attributes.getEntryIdleTimeout());
        is(name, "custom expiry", attributes.getCustomEntryTimeToLive(), null);
        is(name, "custom idle time", attributes.getCustomEntryIdleTimeout(), null);
        is(name, "cache-loader", attributes.getCacheLoader(), null);
        return true;
    }

    private void partitions(String name, RegionAttributes<?, ?> attributes) {
        PartitionAttributes<?, ?> partition = attributes.getPartitionAttributes();
        is(name, "total-num-buckets", partition.getTotalNumBuckets(), config.partitions());
        a(name, "partition-resolver", partition.getPartitionResolver(), PartitionOfKey.class);
    }

    private void expires(String region, String attribute, ExpirationAttributes found) {
        if (found.getTimeout() != 0) {
            wrong.add("region '" + region + "' has " + attribute + " of " + found.getTimeout() + "s with action "
                    + (found.getAction() == null ? ExpirationAction.INVALIDATE : found.getAction())
                    + ", needed is none");
        }
    }

    private void stores(Cache cache) {
        store(cache, "log", "log");
        store(cache, "segments", "segments");
        store(cache, "work", "work");
        store(cache, "control", "work");
    }

    private void store(Cache cache, String region, String needed) {
        if (cache.getRegion(region) != null) {
            is(
                    region,
                    "disk-store-name",
                    cache.getRegion(region).getAttributes().getDiskStoreName(),
                    needed);
        }
        if (cache.findDiskStore(needed) != null && cache.findDiskStore(needed).getDiskDirs().length != 1) {
            wrong.add("disk store '" + needed + "' has "
                    + cache.findDiskStore(needed).getDiskDirs().length + " folders, needed is 1");
        }
    }

    private void is(String region, String attribute, @Nullable Object found, @Nullable Object needed) {
        if (!Objects.equals(found, needed)) {
            wrong.add("region '" + region + "' has " + attribute + " " + shown(found) + ", needed is " + shown(needed));
        }
    }

    private void a(String region, String attribute, @Nullable Object found, Class<?> needed) {
        if (!needed.isInstance(found)) {
            wrong.add("region '" + region + "' has " + attribute + " "
                    + (found == null ? "none" : found.getClass().getName()) + ", needed is " + needed.getName());
        }
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
