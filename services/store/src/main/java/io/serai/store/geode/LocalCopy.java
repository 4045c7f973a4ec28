package io.serai.store.geode;

import io.serai.store.Position;
import io.serai.store.log.Storage;
import java.util.BitSet;
import java.util.Set;
import org.apache.geode.cache.EntryNotFoundException;
import org.apache.geode.cache.Region;
import org.apache.geode.internal.cache.BucketRegion;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.jspecify.annotations.Nullable;

/** The copy of one partition's log that this node holds. */
final class LocalCopy implements Storage.LogCopy {

    private final Region<Long, byte[]> log;
    private final int partition;

    LocalCopy(Region<Long, byte[]> log, int partition) {
        this.log = log;
        this.partition = partition;
    }

    static long key(int partition, long offset) {
        return (long) partition << 48 | offset;
    }

    @Override
    public long first() {
        long first = Long.MAX_VALUE;
        for (Object key : keys(log, partition)) {
            first = Math.min(first, offset(key));
        }
        return first == Long.MAX_VALUE ? 0 : first;
    }

    @Override
    public long next() {
        long next = 0;
        for (Object key : keys(log, partition)) {
            next = Math.max(next, offset(key) + 1);
        }
        return next;
    }

    @Override
    public BitSet present(long from) {
        BitSet present = new BitSet();
        for (Object key : keys(log, partition)) {
            if (offset(key) >= from) {
                present.set((int) (offset(key) - from));
            }
        }
        return present;
    }

    @Override
    public byte @Nullable [] get(long offset) {
        return value(log, partition, key(partition, offset));
    }

    /** Reads a value that has left the heap without bringing it back, and asks no other member. */
    static byte @Nullable [] value(Region<Long, byte[]> region, int partition, long key) {
        BucketRegion bucket = ((PartitionedRegion) region).getDataStore().getLocalBucketById(partition);
        if (bucket == null) {
            return null;
        }
        try {
            return bucket.getValueInVMOrDiskWithoutFaultIn(key) instanceof byte[] value ? value : null;
        } catch (EntryNotFoundException thereIsNone) {
            return null;
        }
    }

    /** Keys of one bucket: the public way would walk all of them. */
    static Set<?> keys(Region<?, ?> region, int partition) {
        BucketRegion bucket = ((PartitionedRegion) region).getDataStore().getLocalBucketById(partition);
        return bucket == null ? Set.of() : bucket.keySet();
    }

    private static long offset(Object key) {
        return Position.unpack((Long) key).offset();
    }
}
