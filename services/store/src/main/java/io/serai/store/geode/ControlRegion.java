package io.serai.store.geode;

import io.serai.store.log.Storage;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.geode.cache.EntryNotFoundException;
import org.apache.geode.cache.Region;
import org.jspecify.annotations.Nullable;

/** The region {@code control}. */
final class ControlRegion implements Storage.ControlRows {

    private final Region<String, byte[]> region;
    private final OplogForce force;

    ControlRegion(Region<String, byte[]> region, OplogForce force) {
        this.region = region;
        this.force = force;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return region.get(key);
    }

    @Override
    public SortedMap<String, byte[]> scan(String prefix) {
        SortedMap<String, byte[]> rows = new TreeMap<>();
        for (String key : region.keySet()) {
            byte[] row = key.startsWith(prefix) ? region.get(key) : null;
            if (row != null) {
                rows.put(key, row);
            }
        }
        return rows;
    }

    @Override
    public void put(String key, byte[] value) {
        try {
            region.put(key, value);
        } catch (RuntimeException failure) {
            throw GeodeStorage.translated(failure);
        } finally {
            force.put();
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] value) {
        try {
            return region.putIfAbsent(key, value) == null;
        } catch (RuntimeException failure) {
            throw GeodeStorage.translated(failure);
        } finally {
            force.put();
        }
    }

    @Override
    public void remove(String key) {
        try {
            region.destroy(key);
        } catch (EntryNotFoundException isGone) {
            // as it should be
        } catch (RuntimeException failure) {
            throw GeodeStorage.translated(failure);
        } finally {
            force.removed();
        }
    }
}
