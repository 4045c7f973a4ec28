package io.serai.bench.chaos.nodes;

import java.util.Optional;
import java.util.function.Supplier;

/** What a fault needs and not every machine has. */
public enum Need {
    /** Each node in a network namespace of its own. */
    NETWORK(Network::missing),
    /** Each node on a disk of its own. */
    DISK(LoopDisk::missing),
    /** A clock of each node that can be set. */
    CLOCK(FakeClock::missing),
    /** A proxy between the hub and its brokers and subscribers. */
    PROXY(Optional::empty);

    private final Supplier<Optional<String>> missing;

    Need(Supplier<Optional<String>> missing) {
        this.missing = missing;
    }

    /** Why it cannot be had here; empty where it can. */
    public Optional<String> missing() {
        return missing.get();
    }
}
