package io.serai.store.geode;

import org.apache.geode.internal.cache.CacheObserver;
import org.apache.geode.internal.cache.CacheObserverAdapter;
import org.apache.geode.internal.cache.CacheObserverHolder;
import org.apache.geode.internal.cache.LocalRegion;
import org.apache.geode.internal.cache.Oplog;

/**
 * Forces at the moments when waiting for the next commit is too late:
 *
 * <ul>
 *   <li>Compaction copies what is alive in an old file to the newest one, through the page cache, and then deletes the
 *       old file; a file whose last row was overwritten goes, too. A power cut then would take rows that were forced
 *       long ago. So the newest files are forced before an old one goes.
 *   <li>When a file is full, the next is named in the {@code .if} at once. A power cut that leaves the name and takes
 *       the file makes a store that does not open. So the file after the newest is there before it is needed.
 *   <li>A copy that came from another node is in the page cache when it is whole. It is forced before others count on
 *       it, who may go for good a moment later.
 * </ul>
 */
final class OplogGuard extends CacheObserverAdapter implements AutoCloseable {

    private final DiskForces forces;
    private final boolean copiesCome;
    private final CacheObserver before;

    private OplogGuard(DiskForces forces, boolean copiesCome) {
        this.forces = forces;
        this.copiesCome = copiesCome;
        this.before = CacheObserverHolder.setInstance(this);
        LocalRegion.ISSUE_CALLBACKS_TO_CACHE_OBSERVER = true;
    }

    /** @param copiesCome from other nodes; a node alone has none to hear of */
    static OplogGuard install(DiskForces forces, boolean copiesCome) {
        return new OplogGuard(forces, copiesCome);
    }

    @Override
    public void afterMarkingGIICompleted() {
        if (copiesCome) {
            forceNewest();
        }
    }

    @Override
    public void beforeDeletingCompactedOplog(Oplog oplog) {
        forceNewest();
    }

    @Override
    public void beforeDeletingEmptyOplog(Oplog oplog) {
        forceNewest();
    }

    @Override
    public void afterSwitchingOplog() {
        forceNewest();
    }

    /** Of every disk store: an oplog does not say to others which one it belongs to. */
    private void forceNewest() {
        forces.forceRecent();
    }

    @Override
    public void close() {
        LocalRegion.ISSUE_CALLBACKS_TO_CACHE_OBSERVER = false;
        CacheObserverHolder.setInstance(before);
    }
}
