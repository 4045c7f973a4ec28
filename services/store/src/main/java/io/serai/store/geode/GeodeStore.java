package io.serai.store.geode;

import io.serai.store.ClusterStatus;
import io.serai.store.StoreConfig;
import io.serai.store.StoreException;
import io.serai.store.StoreStatus;
import io.serai.store.log.LogSettings;
import io.serai.store.log.LogStore;
import io.serai.store.log.LogThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.geode.CancelException;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.CacheClosedException;
import org.apache.geode.cache.CacheFactory;
import org.jspecify.annotations.Nullable;

/**
 * The event log on Geode. One in a process. It opens on a thread of its own, which may take as long as the members with
 * the newest copies are away; {@link #ready} tells when.
 */
public final class GeodeStore extends LogStore {

    private static final int MAX_IN_FLIGHT = 65_536;
    private static final int SEGMENT_EVENTS = 1_024;
    private static final int SEGMENT_BYTES = 256 << 10;

    /** Of all partitions together: the newest events are found soonest as singles, and need not be packed yet. */
    private static final int KEEP_SINGLE = 262_144;

    /** Longer than it takes to notice that a node is gone, and to take its partitions over. */
    private static final Duration OWNER_WAIT = Duration.ofSeconds(20);

    private static final int LANES =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    private @Nullable Thread opening;
    private volatile @Nullable ShortageWatch watch;
    private volatile @Nullable Balance balance;

    private final ShutOut shutOut;
    private final Revocations revocations;
    private volatile @Nullable Cache member;
    private volatile @Nullable OpeningWatch openingWatch;
    private volatile @Nullable MemberWatch memberWatch;

    private GeodeStore(StoreConfig config, Sealing sealing) {
        super(
                new LogSettings(
                        config.node(),
                        config.partitions(),
                        config.minCopies(),
                        config.durability(),
                        config.maxEventSize(),
                        MAX_IN_FLIGHT,
                        Math.max(2 * config.maxEventSize(), Runtime.getRuntime().maxMemory() / 8),
                        sealing.segmentEvents,
                        sealing.segmentBytes,
                        sealing.keepSingle,
                        OWNER_WAIT,
                        config.clock()),
                LogThreads.start(LANES));
        this.shutOut = new ShutOut(config);
        this.revocations = new Revocations(config.clock(), true);
    }

    /** How events are packed: in a partition, the newest stay single. */
    record Sealing(int segmentEvents, int segmentBytes, int keepSingle) {}

    /** Begins to open the store and returns at once. */
    public static GeodeStore create(StoreConfig config) {
        return create(config, (file, channel) -> channel.force(false));
    }

    /** With another way to force a file: tests let it fail. */
    static GeodeStore create(StoreConfig config, OplogForce.Forcing forcing) {
        int keepSingle = Math.max(SEGMENT_EVENTS, KEEP_SINGLE / config.partitions());
        return create(config, forcing, new Sealing(SEGMENT_EVENTS, SEGMENT_BYTES, keepSingle));
    }

    /** Tests pack early. */
    static GeodeStore create(StoreConfig config, OplogForce.Forcing forcing, Sealing sealing) {
        GeodeStore store = new GeodeStore(config, sealing);
        LogStore.Opener opener = events -> {
            GeodeStorage storage = GeodeStorage.open(config, forcing, events, store::joined);
            store.watch = storage.watch(config, store::shortage);
            store.balance = storage.balance(config);
            return storage;
        };
        OpeningWatch watch = OpeningWatch.start(() -> store.member, store.revocations, store::detail);
        store.openingWatch = watch;
        store.ready().thenRun(() -> watch.opened(store));
        store.failure().thenRun(store::leave);
        Thread opening = new Thread(() -> store.open(opener), "serai-store-open");
        opening.setDaemon(true);
        store.opening = opening;
        opening.start();
        return store;
    }

    private void joined(Cache cache) {
        member = cache;
        memberWatch = MemberWatch.start(cache, this::fail);
    }

    /**
     * A store that failed owns nothing any more, so the others are to take over at once, and not when the process has
     * ended. Geode by itself closes, which over a disk that fails breaks off before it leaves the cluster.
     */
    private void leave() {
        Cache cache = member;
        if (cache != null && MemberWatch.members(cache).getRootCause() == null) {
            Thread leaving = new Thread(() -> cache.getDistributedSystem().disconnect(), "serai-leave");
            leaving.setDaemon(true);
            leaving.start();
        }
    }

    @Override
    protected Throwable explained(Throwable cause) {
        return shutOut.explain(cause, member);
    }

    /** Also while it opens. */
    @Override
    public ClusterStatus cluster() {
        try {
            return new ClusterView(CacheFactory.getAnyInstance()).status(open(), revocations.revoked());
        } catch (CancelException notThere) {
            return new ClusterStatus(List.of(), 0, 0, 0);
        }
    }

    private boolean open() {
        return status().state() != StoreStatus.State.OPENING;
    }

    /**
     * Goes on without what a disk store holds that is away: events of which it has the only copy are lost, and it cannot
     * come back. What that costs is told by {@link ClusterStatus#revoked} when the store is open.
     *
     * @param diskStoreId of {@link ClusterStatus#waitsFor} or {@link ClusterStatus#missing}
     * @throws StoreException where it is not away
     */
    public void revoke(String diskStoreId) {
        AwayStores stores = new AwayStores(CacheFactory.getAnyInstance());
        revocations.revoke(stores, diskStoreId);
        settle(stores);
    }

    /**
     * As {@link #revoke}, of all disk stores of a node.
     *
     * @throws StoreException where no such node is away
     */
    public void revokeNode(String host, String folder) {
        AwayStores stores = new AwayStores(CacheFactory.getAnyInstance());
        revocations.revokeNode(stores, host, folder);
        settle(stores);
    }

    /** While the store opens its watch does. */
    private void settle(AwayStores stores) {
        if (open()) {
            revocations.settle(stores, this);
        }
    }

    /** Also ends an opening that waits for other members. */
    @Override
    public void close() {
        Balance balancing = balance;
        if (balancing != null) {
            balancing.close();
        }
        super.close();
        endOpening();
        MemberWatch looking = memberWatch;
        if (looking != null) {
            looking.close();
        }
        OpeningWatch waiting = openingWatch;
        if (waiting != null) {
            waiting.close();
        }
        ShortageWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
    }

    private void endOpening() {
        Thread unfinished = opening;
        if (unfinished == null || !unfinished.isAlive()) {
            return;
        }
        try {
            CacheFactory.getAnyInstance().close();
        } catch (CacheClosedException notYetThere) {
            // it closes when it finds that nobody waits for it
        }
        try {
            unfinished.join(TimeUnit.MINUTES.toMillis(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
