package io.serai.store.geode;

import io.serai.store.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.geode.cache.Region;
import org.jspecify.annotations.Nullable;

/**
 * The region {@code segments}. A segment stands under the position where it begins, its summary under the same with the
 * sign bit set.
 */
final class SegmentRows {

    private static final long SUMMARY = Long.MIN_VALUE;

    private final Region<Long, byte[]> region;

    SegmentRows(Region<Long, byte[]> region) {
        this.region = region;
    }

    void seal(int partition, long incarnation, long first, byte[] segment) {
        region.put(LocalCopy.key(partition, first), segment, incarnation);
    }

    void summarize(int partition, long incarnation, long first, byte[] summary) {
        region.put(LocalCopy.key(partition, first) | SUMMARY, summary, incarnation);
    }

    /** The summary first: a segment without one does not count. */
    void unseal(int partition, long incarnation, long first) {
        long key = LocalCopy.key(partition, first);
        region.removeAll(List.of(key | SUMMARY), incarnation);
        region.removeAll(List.of(key), incarnation);
    }

    byte @Nullable [] segment(int partition, long first) {
        return LocalCopy.value(region, partition, LocalCopy.key(partition, first));
    }

    Set<Long> segments(int partition) {
        Set<Long> firsts = new HashSet<>();
        for (Object key : LocalCopy.keys(region, partition)) {
            if ((Long) key >= 0) {
                firsts.add(Position.unpack((Long) key).offset());
            }
        }
        return firsts;
    }

    SortedMap<Long, byte[]> summaries(int partition) {
        SortedMap<Long, byte[]> summaries = new TreeMap<>();
        for (Object key : new ArrayList<>(LocalCopy.keys(region, partition))) {
            byte[] summary = (Long) key < 0 ? LocalCopy.value(region, partition, (Long) key) : null;
            if (summary != null) {
                summaries.put(Position.unpack((Long) key & ~SUMMARY).offset(), summary);
            }
        }
        return summaries;
    }
}
