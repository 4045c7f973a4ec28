package io.serai.store.geode;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Room in the heap: of the old generation, what was alive after the last collection that looked at it. What is filled
 * with garbage, or with values that Geode is about to move to disk, is not short. Before it says so it collects once,
 * and while it does, now and then: an idle heap would not show that there is room again.
 */
final class HeapRoom implements Shortage {

    private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(15);

    private final Supplier<@Nullable MemoryUsage> afterCollection;
    private final int maxPercentage;
    private final Runnable collect;
    private final LongSupplier nanos;
    private @Nullable Long collected;

    HeapRoom(int maxPercentage) {
        this(oldGeneration(), maxPercentage, System::gc, System::nanoTime);
    }

    /** With another heap, collector and time: tests set them. */
    HeapRoom(Supplier<@Nullable MemoryUsage> afterCollection, int maxPercentage, Runnable collect, LongSupplier nanos) {
        this.afterCollection = afterCollection;
        this.maxPercentage = maxPercentage;
        this.collect = collect;
        this.nanos = nanos;
    }

    /** Of all the collectors of HotSpot the one pool that supports both thresholds. */
    private static Supplier<@Nullable MemoryUsage> oldGeneration() {
        MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
                .findFirst()
                .orElse(null);
        return () -> old == null ? null : old.getCollectionUsage();
    }

    @Override
    public Optional<String> now() {
        if (percentage() >= maxPercentage && mayCollect()) {
            collect.run();
            collected = nanos.getAsLong();
        }
        long alive = percentage();
        return alive < maxPercentage
                ? Optional.empty()
                : Optional.of("the heap is " + alive + " % full after a collection, the limit is " + maxPercentage
                        + " % (serai.store.max-heap-percentage); give the process more heap (-Xmx), or let"
                        + " subscriptions catch up, and events are taken again");
    }

    private boolean mayCollect() {
        return collected == null || nanos.getAsLong() - collected >= BETWEEN_COLLECTIONS.toNanos();
    }

    private long percentage() {
        MemoryUsage usage = afterCollection.get();
        return usage == null || usage.getMax() <= 0 ? 0 : 100 * usage.getUsed() / usage.getMax();
    }
}
