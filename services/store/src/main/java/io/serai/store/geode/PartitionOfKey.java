package io.serai.store.geode;

import io.serai.store.Position;
import org.apache.geode.cache.Declarable;
import org.apache.geode.cache.EntryOperation;
import org.apache.geode.cache.PartitionResolver;

/**
 * Sends what belongs to one partition to one bucket: keys are packed positions in {@code log} and
 * {@code segments}, where the sign bit means nothing here, and {@code partition|name} in {@code work}. The routing object is the partition number, so bucket and partition are the
 * same.
 */
public final class PartitionOfKey implements PartitionResolver<Object, Object>, Declarable {

    private static final char BAR = '|';

    @Override
    public Object getRoutingObject(EntryOperation<Object, Object> operation) {
        return of(operation.getKey());
    }

    @Override
    public String getName() {
        return "partition-of-key";
    }

    static Integer of(Object key) {
        if (key instanceof Long packed) {
            return Position.unpack(packed & Long.MAX_VALUE).partition();
        }
        String text = (String) key;
        return Integer.parseInt(text, 0, text.indexOf(BAR), 10);
    }

    static String workKey(int partition, String name) {
        return partition + "|" + name;
    }

    static String name(String workKey) {
        return workKey.substring(workKey.indexOf(BAR) + 1);
    }
}
