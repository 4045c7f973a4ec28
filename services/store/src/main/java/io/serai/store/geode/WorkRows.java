package io.serai.store.geode;

import io.serai.store.NotOwnerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.geode.cache.Region;
import org.jspecify.annotations.Nullable;

/** The region {@code work}, with the names of each partition's rows in order, so that a prefix is found at once. */
final class WorkRows {

    private final Region<String, byte[]> region;
    private final AtomicReferenceArray<@Nullable NavigableSet<String>> names;

    WorkRows(Region<String, byte[]> region, int partitions) {
        this.region = region;
        this.names = new AtomicReferenceArray<>(partitions);
    }

    /** Looks anew which rows there are. */
    void load(int partition) {
        names.set(partition, stored(partition));
    }

    void write(int partition, long incarnation, Map<String, byte[]> puts, Set<String> removes) {
        NavigableSet<String> known = names.get(partition);
        if (known == null) {
            throw new NotOwnerException(partition, incarnation);
        }
        if (puts.size() == 1) {
            puts.forEach((name, row) -> region.put(PartitionOfKey.workKey(partition, name), row, incarnation));
        } else if (!puts.isEmpty()) {
            Map<String, byte[]> rows = new LinkedHashMap<>(puts.size() * 2);
            puts.forEach((name, row) -> rows.put(PartitionOfKey.workKey(partition, name), row));
            region.putAll(rows, incarnation);
        }
        known.addAll(puts.keySet());
        List<String> gone = new ArrayList<>();
        for (String name : removes) {
            if (known.contains(name)) {
                gone.add(PartitionOfKey.workKey(partition, name));
            }
        }
        if (!gone.isEmpty()) {
            region.removeAll(gone, incarnation);
            known.removeAll(removes);
        }
    }

    SortedMap<String, byte[]> scan(int partition, String prefix) {
        NavigableSet<String> known = names.get(partition);
        NavigableSet<String> there = known == null ? stored(partition) : known;
        SortedMap<String, byte[]> rows = new TreeMap<>();
        for (String name : there.tailSet(prefix, true)) {
            if (!name.startsWith(prefix)) {
                break;
            }
            byte[] row = region.get(PartitionOfKey.workKey(partition, name));
            if (row != null) {
                rows.put(name, row);
            }
        }
        return rows;
    }

    private NavigableSet<String> stored(int partition) {
        NavigableSet<String> stored = new ConcurrentSkipListSet<>();
        for (Object key : LocalCopy.keys(region, partition)) {
            stored.add(PartitionOfKey.name((String) key));
        }
        return stored;
    }
}
