package io.serai.store.geode;

import io.serai.store.ShutOutException;
import io.serai.store.StoreConfig;
import org.apache.geode.ForcedDisconnectException;
import org.apache.geode.SystemFailure;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.DiskAccessException;
import org.apache.geode.distributed.DistributedSystemDisconnectedException;
import org.apache.geode.internal.cache.InternalCache;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether Geode ended because the others shut this node out. Whoever notices first – a write, a force, the end of
 * the member – may be told of it in other words, or of no cause at all.
 */
final class ShutOut {

    private final StoreConfig config;

    ShutOut(StoreConfig config) {
        this.config = config;
    }

    /** The failure, or what it comes from: that this node was shut out. */
    Throwable explain(Throwable failure, @Nullable Cache cache) {
        Throwable forced = cause(failure, ForcedDisconnectException.class);
        if (forced == null && cache != null) {
            forced = cause(MemberWatch.members(cache).getRootCause(), ForcedDisconnectException.class);
        }
        if (forced == null && !endedHere(failure, cache)) {
            forced = cause(failure, DistributedSystemDisconnectedException.class);
        }
        return forced == null
                ? failure
                : new ShutOutException(
                        "this node was shut out by the others, because it gave no sign for longer than"
                                + " serai.cluster.member-timeout ("
                                + config.memberTimeout().toMillis()
                                + "ms) or was cut off from them (" + forced.getMessage()
                                + "); start it again: it comes back clean, and what was acknowledged is kept",
                        failure);
    }

    /** Of itself a member leaves over a disk, an error of the JVM, or since its cache is closed. */
    private static boolean endedHere(Throwable failure, @Nullable Cache cache) {
        return SystemFailure.getFailure() != null
                || cause(failure, DiskAccessException.class) != null
                || cache != null
                        && cause(((InternalCache) cache).getDisconnectCause(), DiskAccessException.class) != null;
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
