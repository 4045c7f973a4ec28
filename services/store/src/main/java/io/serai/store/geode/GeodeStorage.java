package io.serai.store.geode;

import io.serai.store.NotOwnerException;
import io.serai.store.StoreConfig;
import io.serai.store.StoreException;
import io.serai.store.log.OccupiedException;
import io.serai.store.log.Storage;
import io.serai.store.log.StorageFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.geode.CancelException;
import org.apache.geode.SystemFailure;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.CacheWriter;
import org.apache.geode.cache.DiskAccessException;
import org.apache.geode.cache.DiskStore;
import org.apache.geode.cache.Region;
import org.apache.geode.distributed.internal.InternalDistributedSystem;
import org.apache.geode.internal.cache.InternalCache;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in the regions of a {@link GeodeNode}. Every write carries the incarnation of its owner, negated for a
 * repair, which the writers of the regions check at the primary bucket.
 */
final class GeodeStorage implements Storage {

    private static final Logger LOG = LoggerFactory.getLogger(GeodeStorage.class);
    private static final int REMOVED_AT_ONCE = 256;

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    /** A member that was shut out closes of itself; there is nothing to be put in order with the others. */
    private static final Duration CLOSE_WAIT_GONE = Duration.ofSeconds(2);

    private final GeodeNode node;
    private final DataDir dataDir;
    private final Fences fences;
    private final WorkRows workRows;
    private final ControlRegion control;
    private final SegmentRows segmentRows;
    private final OplogForce logForce;
    private final OplogForce segmentForce;
    private final OplogForce workForce;

    private final OtherCopies otherCopies;
    private final DiskForces forces;
    private final @Nullable OplogGuard guard;
    private volatile boolean closing;

    private GeodeStorage(GeodeNode node, DataDir dataDir, StoreConfig config, Copies copies, Events events) {
        this.node = node;
        this.dataDir = dataDir;
        this.fences = new Fences(config.partitions());
        this.forces = copies.forces();
        this.logForce = forces.of(Part.LOG);
        this.segmentForce = forces.of(Part.SEGMENTS);
        this.workForce = forces.of(Part.WORK);
        this.segmentRows = new SegmentRows(node.segments());
        this.workRows = new WorkRows(node.work(), config.partitions());
        this.control = new ControlRegion(node.control(), workForce);
        this.otherCopies = new OtherCopies(node.log(), node.control());
        this.guard = copies.guard();
        forces().forEach(OplogForce::forceAll);
        dataDir.created();
        SystemFailure.setFailureAction(() -> gaveUp(events));
        connect(events, copies);
    }

    /** @param member is told of the cache before there is anything in it */
    static GeodeStorage open(StoreConfig config, OplogForce.Forcing forcing, Events events, Consumer<Cache> member) {
        // read when Geode's classes are loaded: its own hook would close the store before the hub has let go of it
        System.setProperty("gemfire.disableShutdownHook", "true");
        // the small file that names all others is written through; there are few writes to it
        System.setProperty("gemfire.syncMetaDataWrites", "true");
        // a removed entry keeps its key for ten minutes unless told otherwise; here only the owner writes, in one order
        System.setProperty("gemfire.tombstone-timeout", "10000");
        System.setProperty("gemfire.tombstone-gc-threshold", "10000");
        DataDir dataDir = DataDir.lock(config.dataDir());
        try {
            dataDir.holdFormat();
            prepare(dataDir, config);
            Copies copies = new Copies(dataDir, config, forcing, events);
            GeodeNode node = GeodeNode.start(
                    config,
                    cache -> {
                        member.accept(cache);
                        copies.connect(cache);
                    },
                    copies::regionsMade);
            try {
                return new GeodeStorage(node, dataDir, config, copies, events);
            } catch (RuntimeException failure) {
                node.cache().close();
                throw failure;
            }
        } catch (RuntimeException failure) {
            dataDir.close();
            throw failure;
        }
    }

    ShortageWatch watch(StoreConfig config, Consumer<Optional<String>> tell) {
        Collection<DiskStore> stores = ((InternalCache) node.cache()).listDiskStores();
        try {
            return ShortageWatch.start(
                    List.of(new DiskRoom(stores, config.minFreeDisk()), new HeapRoom(config.maxHeapPercentage())),
                    tell);
        } catch (IOException failure) {
            throw new StoreException("cannot tell how much room " + config.dataDir() + " has: " + failure, failure);
        }
    }

    /** A node alone has nothing to balance. */
    @Nullable
    Balance balance(StoreConfig config) {
        return config.clustered()
                ? Balance.after(
                        ConfigFiles.startupRecoveryDelay(config).multipliedBy(2), node.cache(), node.log(), config)
                : null;
    }

    private static void prepare(DataDir dataDir, StoreConfig config) {
        List<DiskFiles> files = DiskFiles.in(new ConfigFiles(config).cacheXml());
        if (dataDir.begin(files.stream().allMatch(DiskFiles::absent))) {
            LOG.info("the store in {} was never finished; it is made anew", config.dataDir());
            files.forEach(DiskFiles::discard);
        }
        files.forEach(DiskFiles::mend);
        dataDir.holdPartitions(config.partitions());
        files.forEach(of -> dataDir.makeFolder(of.folder()));
    }

    /** A thread of Geode met an error of the JVM: Geode has closed by now and told nobody. */
    private static void gaveUp(Events events) {
        Error failure = SystemFailure.getFailure();
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        events.failed(new StoreException("Geode closed over an error of the JVM: " + failure, failure));
    }

    private void connect(Events events, Copies copies) {
        connect(node.log());
        connect(node.segments());
        connect(node.work());
        ((ControlWatch) node.control().getAttributes().getCacheListeners()[0]).connect(events::controlChanged);
        ((OwnershipWatch) node.work().getAttributes().getPartitionAttributes().getPartitionListeners()[0])
                .connect(events, copies::came);
        copies.came();
        ((InternalDistributedSystem) node.cache().getDistributedSystem()).addDisconnectListener(system -> {
            if (!closing) {
                events.failed(new StoreException("Geode closed: see its last messages"));
            }
        });
    }

    private void connect(Region<?, ?> region) {
        CacheWriter<?, ?> writer = region.getAttributes().getCacheWriter();
        ((FencedWriter) writer).connect(fences);
    }

    @Override
    public void append(int partition, long incarnation, long first, List<byte[]> records) {
        try {
            put(partition, incarnation, first, records);
        } catch (OccupiedException occupied) {
            putMissing(partition, incarnation, first, records, occupied);
        } finally {
            logForce.put();
        }
    }

    private void put(int partition, long incarnation, long first, List<byte[]> records) {
        try {
            long key = LocalCopy.key(partition, first);
            // with other copies a batch is one round trip; without, a single put costs less than an entry of a batch
            if (records.size() == 1 || liveCopies(partition) == 1) {
                for (byte[] record : records) {
                    node.log().put(key++, record, incarnation);
                }
            } else {
                Map<Long, byte[]> batch = new LinkedHashMap<>(records.size() * 2);
                for (byte[] record : records) {
                    batch.put(key++, record);
                }
                node.log().putAll(batch, incarnation);
            }
        } catch (RuntimeException failure) {
            throw translated(failure);
        }
    }

    /** A write that was half done is finished; one that meets another's records is refused. */
    private void putMissing(
            int partition, long incarnation, long first, List<byte[]> records, OccupiedException occupied) {
        for (int i = 0; i < records.size(); i++) {
            byte[] there = get(partition, first + i);
            if (there == null) {
                put(partition, incarnation, first + i, List.of(records.get(i)));
            } else if (!Arrays.equals(there, records.get(i))) {
                throw occupied;
            }
        }
    }

    @Override
    public void repair(int partition, long incarnation, long offset, byte[] record) {
        try {
            node.log().put(LocalCopy.key(partition, offset), record, -incarnation);
        } catch (RuntimeException failure) {
            throw translated(failure);
        } finally {
            logForce.put();
        }
    }

    @Override
    public byte @Nullable [] get(int partition, long offset) {
        try {
            return LocalCopy.value(node.log(), partition, LocalCopy.key(partition, offset));
        } catch (RuntimeException failure) {
            throw translated(failure);
        }
    }

    @Override
    public void remove(int partition, long incarnation, long from, long to) {
        try {
            for (long start = from; start < to; start += REMOVED_AT_ONCE) {
                removeAtOnce(partition, incarnation, start, Math.min(to, start + REMOVED_AT_ONCE));
            }
        } catch (RuntimeException failure) {
            throw translated(failure);
        } finally {
            logForce.put();
            logForce.removed();
        }
    }

    private void removeAtOnce(int partition, long incarnation, long from, long to) {
        List<Long> keys = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            keys.add(LocalCopy.key(partition, offset));
        }
        node.log().removeAll(keys, incarnation);
    }

    @Override
    public void seal(int partition, long incarnation, long first, byte[] segment) {
        changeSegments(() -> segmentRows.seal(partition, incarnation, first, segment));
    }

    @Override
    public void summarize(int partition, long incarnation, long first, byte[] summary) {
        changeSegments(() -> segmentRows.summarize(partition, incarnation, first, summary));
    }

    @Override
    public void unseal(int partition, long incarnation, long first) {
        changeSegments(() -> segmentRows.unseal(partition, incarnation, first));
    }

    private void changeSegments(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException failure) {
            throw translated(failure);
        } finally {
            segmentForce.put();
            segmentForce.removed();
        }
    }

    @Override
    public byte @Nullable [] segment(int partition, long first) {
        try {
            return segmentRows.segment(partition, first);
        } catch (RuntimeException failure) {
            throw translated(failure);
        }
    }

    @Override
    public Set<Long> segments(int partition) {
        return segmentRows.segments(partition);
    }

    @Override
    public SortedMap<Long, byte[]> summaries(int partition) {
        try {
            return segmentRows.summaries(partition);
        } catch (RuntimeException failure) {
            throw translated(failure);
        }
    }

    @Override
    public void write(int partition, long incarnation, Map<String, byte[]> puts, Set<String> removes) {
        try {
            workRows.write(partition, incarnation, puts, removes);
        } catch (RuntimeException failure) {
            throw translated(failure);
        } finally {
            if (!puts.isEmpty()) {
                workForce.put();
            }
            if (!removes.isEmpty()) {
                workForce.removed();
            }
        }
    }

    @Override
    public SortedMap<String, byte[]> work(int partition, String prefix) {
        try {
            return workRows.scan(partition, prefix);
        } catch (RuntimeException failure) {
            throw translated(failure);
        }
    }

    @Override
    public void fence(int partition, long incarnation) {
        fences.set(partition, incarnation);
        workRows.load(partition);
    }

    @Override
    public List<LogCopy> copies(int partition) {
        List<LogCopy> copies = new ArrayList<>();
        copies.add(new LocalCopy(node.log(), partition));
        copies.addAll(otherCopies.of(partition));
        return copies;
    }

    @Override
    public int liveCopies(int partition) {
        return ((PartitionedRegion) node.log()).getRegionAdvisor().getBucketRedundancy(partition) + 1;
    }

    @Override
    public void force(BitSet partitions, Set<Part> parts) {
        OtherCopies.Forcing others = otherCopies.force(partitions, parts);
        forces.of(parts).forEach(OplogForce::force);
        others.await();
    }

    private List<OplogForce> forces() {
        return forces.all();
    }

    long forcedFiles() {
        return forces().stream().mapToLong(OplogForce::forcedFiles).sum();
    }

    @Override
    public ControlRows control() {
        return control;
    }

    @Override
    public void close() {
        closing = true;
        try {
            closeCache();
            if (guard != null) {
                guard.close();
            }
            forces.close();
        } catch (IOException failure) {
            throw new StoreException("cannot close the files of the store", failure);
        } finally {
            dataDir.close();
        }
    }

    /** Over a disk that fails Geode's own close breaks off, and every later one waits for it without end. */
    private void closeCache() {
        Duration wait = MemberWatch.members(node.cache()).getRootCause() == null ? CLOSE_WAIT : CLOSE_WAIT_GONE;
        Closing.within(wait, "serai-cache-close", node.cache()::close);
    }

    /** What the engine knows how to take. */
    static RuntimeException translated(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotOwnerException || cause instanceof OccupiedException) {
                return (StoreException) cause;
            }
            if (cause instanceof CancelException || cause instanceof DiskAccessException) {
                return new StorageFailedException(
                        "Geode cannot go on: " + cause + "; see to what it names and start the node again: what was"
                                + " acknowledged is kept",
                        failure);
            }
        }
        return failure;
    }
}
