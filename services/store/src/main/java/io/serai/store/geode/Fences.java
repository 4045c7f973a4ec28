package io.serai.store.geode;

import io.serai.store.NotOwnerException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.geode.cache.EntryEvent;

/**
 * Which incarnation may write each partition at this node: 0 for none. Writers of the regions ask it for every entry,
 * at the node with the primary bucket, so that a late write of a former owner cannot land.
 */
final class Fences {

    private final AtomicLongArray incarnations;

    Fences(int partitions) {
        incarnations = new AtomicLongArray(partitions);
    }

    /** The same once more is a take-over that lost the partition before it could record itself, and has it again. */
    void set(int partition, long incarnation) {
        long before = incarnations.getAndAccumulate(partition, incarnation, Math::max);
        if (before > incarnation) {
            throw new NotOwnerException(partition, incarnation);
        }
    }

    /** @return whether the write is a repair: it carries its incarnation negated */
    boolean check(EntryEvent<?, ?> event) {
        int partition = PartitionOfKey.of(event.getKey());
        long carried = event.getCallbackArgument() instanceof Long incarnation ? incarnation : 0;
        if (carried == 0 || Math.abs(carried) != incarnations.get(partition)) {
            throw new NotOwnerException(partition, Math.abs(carried));
        }
        return carried < 0;
    }
}
