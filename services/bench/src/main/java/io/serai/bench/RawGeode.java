package io.serai.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.CacheFactory;
import org.apache.geode.cache.PartitionAttributesFactory;
import org.apache.geode.cache.Region;
import org.apache.geode.cache.RegionShortcut;
import org.apache.geode.cache.partition.PartitionRegionHelper;

/**
 * The measure to compare with: a persistent partitioned Geode region, one {@code put} an event, and, with
 * {@code fsync}, one force of the disk store's files for all publishers that wait. No numbering, no search for
 * duplicates, no consumer: a put counts as delivered.
 */
final class RawGeode implements Subject {

    private final AtomicLong keys = new AtomicLong();

    private final Cache cache;
    private final Region<Long, byte[]> region;
    private final LongAdder puts = new LongAdder();
    private final LongAdder forces = new LongAdder();
    private final Object lock = new Object();
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    private volatile boolean wanted;
    private volatile boolean closing;
    private final Thread committer;

    RawGeode(Path folder, boolean fsync, int partitions) throws IOException {
        Path files = Files.createDirectories(folder.resolve("raw"));
        cache = new CacheFactory()
                .set("mcast-port", "0")
                .set("locators", "")
                .set("bind-address", "127.0.0.1")
                .set("enable-cluster-configuration", "false")
                .set("use-cluster-configuration", "false")
                .create();
        cache.createDiskStoreFactory()
                .setDiskDirs(new java.io.File[] {files.toFile()})
                .setMaxOplogSize(256)
                .create("raw");
        region = cache.<Long, byte[]>createRegionFactory(RegionShortcut.PARTITION_PERSISTENT)
                .setDiskStoreName("raw")
                .setDiskSynchronous(true)
                .setPartitionAttributes(new PartitionAttributesFactory<Long, byte[]>()
                        .setTotalNumBuckets(partitions)
                        .create())
                .create("raw");
        PartitionRegionHelper.assignBucketsToPartitions(region);
        committer = new Thread(() -> commit(files), "raw-committer");
        if (fsync) {
            committer.start();
        }
    }

    /** Until every value was looked at. */
    void readAll() {
        for (Long key : region.keySet()) {
            if (region.get(key) == null) {
                throw new IllegalStateException(key + " has a key and no value");
            }
        }
    }

    @Override
    public void publish(long number, byte[] payload) {
        region.put(keys.incrementAndGet(), payload);
        if (committer.isAlive()) {
            CompletableFuture<Void> mine;
            synchronized (lock) {
                mine = waiting;
                wanted = true;
            }
            LockSupport.unpark(committer);
            mine.join();
        }
        puts.increment();
    }

    private void commit(Path files) {
        Forced forced = new Forced(files);
        while (!closing) {
            if (!wanted) {
                LockSupport.park();
                continue;
            }
            CompletableFuture<Void> covered;
            synchronized (lock) {
                covered = waiting;
                waiting = new CompletableFuture<>();
                wanted = false;
            }
            try {
                forces.add(forced.force());
                covered.complete(null);
            } catch (IOException failed) {
                covered.completeExceptionally(failed);
            }
        }
        forced.close();
    }

    @Override
    public long delivered() {
        return puts.sum();
    }

    @Override
    public long forces() {
        return forces.sum();
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(committer);
        cache.close();
    }

    /** The files of a disk store, each forced when it changed since the last time. */
    private static final class Forced {

        private final Path folder;
        private final Map<Path, FileChannel> channels = new HashMap<>();
        private final Map<Path, FileTime> seen = new HashMap<>();
        private FileTime listed = FileTime.fromMillis(0);

        Forced(Path folder) {
            this.folder = folder;
        }

        int force() throws IOException {
            FileTime now = Files.getLastModifiedTime(folder);
            if (!now.equals(listed)) {
                listed = now;
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{crf,drf,if}")) {
                    for (Path file : files) {
                        if (!channels.containsKey(file)) {
                            channels.put(file, FileChannel.open(file, StandardOpenOption.WRITE));
                        }
                    }
                }
            }
            int count = 0;
            for (Map.Entry<Path, FileChannel> file : channels.entrySet()) {
                FileTime changed = Files.getLastModifiedTime(file.getKey());
                boolean values = file.getKey().toString().endsWith(".crf");
                if (!changed.equals(seen.put(file.getKey(), changed)) || values) {
                    file.getValue().force(false);
                    count++;
                }
            }
            return count;
        }

        void close() {
            for (FileChannel channel : channels.values()) {
                try {
                    channel.close();
                } catch (IOException alreadyGone) {
                    throw new java.io.UncheckedIOException(alreadyGone);
                }
            }
        }
    }
}
