package io.serai.store.geode;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.geode.cache.DiskStore;
import org.apache.geode.internal.cache.DiskStoreImpl;

/**
 * Room on the disks of the store. A disk that is full closes it; so events are refused before, while cursors and
 * delivery rows can still be written and files compacted. That takes, of each disk store, its next file, which Geode
 * allocates whole, and something for what comes in between two looks.
 */
final class DiskRoom implements Shortage {

    static final long SLACK = 64L << 20;

    private final List<Volume> volumes;

    /** @param minFree to be left on each disk; where empty, what the disk stores on it need */
    DiskRoom(Collection<DiskStore> stores, OptionalLong minFree) throws IOException {
        Map<FileStore, List<DiskStore>> byDisk = new LinkedHashMap<>();
        for (DiskStore store : stores) {
            FileStore disk = Files.getFileStore(store.getDiskDirs()[0].toPath());
            byDisk.computeIfAbsent(disk, one -> new ArrayList<>()).add(store);
        }
        volumes = byDisk.values().stream().map(on -> Volume.of(on, minFree)).toList();
    }

    @Override
    public Optional<String> now() {
        return volumes.stream().map(Volume::shortage).flatMap(Optional::stream).findFirst();
    }

    /**
     * One disk.
     *
     * @param folder of the store, on it
     */
    private record Volume(Path folder, long needed) {

        static Volume of(List<DiskStore> stores, OptionalLong minFree) {
            Path folder = stores.get(0).getDiskDirs()[0].toPath();
            long total = folder.toFile().getTotalSpace();
            long next = SLACK + stores.stream().mapToLong(DiskRoom::next).sum();
            long closes = stores.stream()
                    .mapToLong(store -> closesBelow(store, total))
                    .max()
                    .orElse(0);
            return new Volume(folder, Math.max(minFree.orElse(next), closes));
        }

        Optional<String> shortage() {
            long free = folder.toFile().getUsableSpace();
            return free >= needed
                    ? Optional.empty()
                    : Optional.of("the disk of " + folder + " has " + mega(free) + " MB free, " + mega(needed)
                            + " MB are needed (serai.store.min-free-disk); make room there, or a larger disk, and"
                            + " events are taken again");
        }

        private static long mega(long bytes) {
            return bytes >> 20;
        }
    }

    private static long next(DiskStore store) {
        return store.getMaxOplogSize() << 20;
    }

    /** Where Geode itself would close the store, if it was told to: it looks every ten seconds. */
    private static long closesBelow(DiskStore store, long total) {
        float critical = store.getDiskUsageCriticalPercentage();
        if (critical <= 0) {
            return 0;
        }
        long least = (DiskStoreImpl.MIN_DISK_SPACE_FOR_LOGS + store.getMaxOplogSize()) << 20;
        return SLACK + Math.max(least, (long) (total * (100.0 - critical) / 100));
    }
}
