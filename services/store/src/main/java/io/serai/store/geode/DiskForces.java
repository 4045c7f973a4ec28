package io.serai.store.geode;

import io.serai.store.log.Storage;
import io.serai.store.log.Storage.Part;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.geode.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The disk stores of this node. They can be forced as soon as there is something in them: while this node still opens,
 * an owner elsewhere may count on its copies.
 */
final class DiskForces implements AutoCloseable {

    private static final Map<Part, String> STORES =
            Map.of(Part.LOG, "log", Part.SEGMENTS, "segments", Part.WORK, "work");

    private final Cache cache;
    private final OplogForce.Forcing forcing;
    private final Storage.Events events;
    private final Runnable created;
    private @Nullable SortedMap<Part, OplogForce> made;
    private boolean counted;

    /** @param created to be told when the first copy that others count on is on the device */
    DiskForces(Cache cache, OplogForce.Forcing forcing, Storage.Events events, Runnable created) {
        this.cache = cache;
        this.forcing = forcing;
        this.events = events;
        this.created = created;
    }

    OplogForce of(Part part) {
        return Objects.requireNonNull(made().get(part));
    }

    /** Log before work. */
    List<OplogForce> of(Set<Part> parts) {
        return made().entrySet().stream()
                .filter(of -> parts.contains(of.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    List<OplogForce> all() {
        return List.copyOf(made().values());
    }

    private synchronized SortedMap<Part, OplogForce> made() {
        SortedMap<Part, OplogForce> forces = made;
        if (forces == null) {
            forces = new TreeMap<>();
            for (Map.Entry<Part, String> store : STORES.entrySet()) {
                forces.put(
                        store.getKey(), new OplogForce(cache.findDiskStore(store.getValue()), forcing, events::failed));
            }
            made = forces;
        }
        return forces;
    }

    /** What was written by whomever; nothing where there is no disk store yet. */
    void forceRecent() {
        forceRecent(STORES.keySet());
    }

    private void forceRecent(Set<Part> parts) {
        if (stores()) {
            of(parts).forEach(OplogForce::forceRecent);
        }
    }

    /** For an owner elsewhere, who counts on the copies of this node from now on. */
    void forceForOwner(Set<Part> parts) {
        forceRecent(parts);
        synchronized (this) {
            if (!counted) {
                created.run();
                counted = true;
            }
        }
    }

    private boolean stores() {
        return STORES.values().stream().allMatch(name -> cache.findDiskStore(name) != null);
    }

    @Override
    public synchronized void close() throws IOException {
        for (OplogForce force : made == null ? List.<OplogForce>of() : made.values()) {
            force.close();
        }
    }
}
