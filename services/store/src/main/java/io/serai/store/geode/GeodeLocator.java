package io.serai.store.geode;

import io.serai.store.ClusterStatus;
import io.serai.store.StoreConfig;
import io.serai.store.StoreException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.geode.CancelException;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.CacheFactory;
import org.apache.geode.distributed.Locator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A locator and nothing else: it keeps no events, and as a witness it has a voice in who are the majority. Two nodes and
 * one witness bear the loss of any of the three.
 */
public final class GeodeLocator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GeodeLocator.class);

    /**
     * Added to the 3 of a locator: the older of two nodes weighs 15, the other 10, and 15 of 33 are less than half. With 3
     * alone they are more than half.
     */
    private static final String ADDED_WEIGHT = "5";

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final StoreConfig config;
    private final ShutOut shutOut;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final Revocations revocations;
    private volatile @Nullable Locator locator;
    private volatile @Nullable Cache member;
    private volatile @Nullable MemberWatch watch;
    private volatile @Nullable OpeningWatch revoking;
    private volatile boolean closed;

    private GeodeLocator(StoreConfig config) {
        this.config = config;
        this.shutOut = new ShutOut(config);
        this.revocations = new Revocations(config.clock(), false);
    }

    /** Begins to start it and returns at once; it may take as long as it looks for those that were there before. */
    public static GeodeLocator create(StoreConfig config) {
        GeodeLocator made = new GeodeLocator(config);
        Thread starting = new Thread(made::start, "serai-locator-start");
        starting.setDaemon(true);
        starting.start();
        return made;
    }

    private void start() {
        try (DataDir folder = DataDir.lock(config.dataDir())) {
            System.setProperty("gemfire.disableShutdownHook", "true");
            System.setProperty("gemfire.member-weight", ADDED_WEIGHT);
            Properties properties = GeodeNode.memberProperties(config, new ConfigFiles(config));
            locator = GeodeNode.keepingMembers(
                    config,
                    () -> Locator.startLocatorAndDS(
                            config.locatorPort(), null, InetAddress.getByName(config.bindAddress()), properties));
            Cache joined = CacheFactory.getAnyInstance();
            member = joined;
            watch = MemberWatch.start(joined, this::fail);
            revoking = OpeningWatch.start(() -> joined, revocations, detail -> {});
            ready.complete(null);
            // the folder is this process's for as long as it is a member
            failure.join();
        } catch (StoreException ours) {
            fail(ours);
        } catch (RuntimeException theirs) {
            fail(new StoreException(
                    "Geode cannot start a locator at " + config.bindAddress() + "[" + config.locatorPort()
                            + "] (serai.cluster.locator-port): " + theirs.getMessage(),
                    theirs));
        }
    }

    private void fail(Throwable cause) {
        if (closed) {
            return;
        }
        Throwable why = shutOut.explain(cause, member);
        if (failure.complete(why)) {
            ready.completeExceptionally(why);
            LOG.error("the locator failed: {}", why.getMessage(), why);
        }
    }

    /** Completes when it is a member of the cluster; exceptionally where it never will be. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** Completes, with the cause, should it fail for good: the process had better end and start afresh. */
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    public ClusterStatus cluster() {
        Cache joined = member;
        try {
            return joined == null
                    ? new ClusterStatus(List.of(), 0, 0, 0)
                    : new ClusterView(joined).status(true, revocations.revoked());
        } catch (CancelException notThere) {
            return new ClusterStatus(List.of(), 0, 0, 0);
        }
    }

    /** As {@link GeodeStore#revoke}; what it costs is told by the nodes. */
    public void revoke(String diskStoreId) {
        revocations.revoke(stores(), diskStoreId);
    }

    /** As {@link GeodeStore#revokeNode}; what it costs is told by the nodes. */
    public void revokeNode(String host, String folder) {
        revocations.revokeNode(stores(), host, folder);
    }

    private AwayStores stores() {
        Cache joined = member;
        if (joined == null) {
            throw new StoreException("the locator is not a member of the cluster yet");
        }
        return new AwayStores(joined);
    }

    @Override
    public void close() {
        closed = true;
        MemberWatch looking = watch;
        if (looking != null) {
            looking.close();
        }
        OpeningWatch revokes = revoking;
        if (revokes != null) {
            revokes.close();
        }
        Locator started = locator;
        if (started != null) {
            Closing.within(CLOSE_WAIT, "serai-locator-stop", started::stop);
        }
        failure.complete(new StoreException("the locator is closed"));
    }
}
