package io.serai.store.geode;

import io.serai.store.Durability;
import io.serai.store.StoreConfig;
import io.serai.store.log.Storage;
import java.util.Objects;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.execute.FunctionService;
import org.jspecify.annotations.Nullable;

/**
 * What this node is to others from the moment it is a member, long before it is open: someone to speak to, and a holder
 * of copies that can be read and forced.
 */
final class Copies {

    private final DataDir dataDir;
    private final StoreConfig config;
    private final OplogForce.Forcing forcing;
    private final Storage.Events events;
    private @Nullable OplogGuard guard;
    private @Nullable DiskForces forces;

    Copies(DataDir dataDir, StoreConfig config, OplogForce.Forcing forcing, Storage.Events events) {
        this.dataDir = dataDir;
        this.config = config;
        this.forcing = forcing;
        this.events = events;
    }

    /** Before there is any region. */
    void connect(Cache cache) {
        DiskForces made = new DiskForces(cache, forcing, events, dataDir::created);
        forces = made;
        FunctionService.registerFunction(new CopyFunction(() -> cache.getRegion("log"), made::forceForOwner));
        if (config.clustered()) {
            guard = guard(made);
            GeodeLink.connect(cache, events);
        }
    }

    /**
     * From here on others put copies here, and would wait for this disk after an outage: it must not begin anew then.
     */
    void regionsMade() {
        if (config.clustered()) {
            forces().all().forEach(OplogForce::forceAll);
            dataDir.created();
        }
    }

    /** A node alone begins to guard when it is open. */
    @Nullable
    OplogGuard guard() {
        if (guard == null) {
            guard = guard(forces());
        }
        return guard;
    }

    private @Nullable OplogGuard guard(DiskForces of) {
        return config.durability() == Durability.FSYNC ? OplogGuard.install(of, config.clustered()) : null;
    }

    DiskForces forces() {
        return Objects.requireNonNull(forces, "there is no member yet");
    }

    /** From another node. */
    void came() {
        if (config.clustered() && config.durability() == Durability.FSYNC) {
            forces().forceRecent();
        }
    }
}
