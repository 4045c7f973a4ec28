package io.serai.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a store on this node is to be. Made with {@link #builder}.
 *
 * @param node the name of this node, unique in its cluster: {@code serai.node}
 * @param dataDir where everything is kept, of this process alone: {@code serai.data-dir}
 * @param geodeConfig folder with {@code cache.xml} and {@code gemfire.properties}; the copy in the jar where empty:
 *     {@code serai.geode-config}
 * @param partitions fixed for life: {@code serai.store.partitions}
 * @param redundantCopies copies on other nodes, 0 to 3: {@code serai.store.redundant-copies}
 * @param minCopies an event is acknowledged on no fewer, 1 to redundantCopies + 1: {@code serai.store.min-copies}
 * @param durability {@code serai.store.durability}
 * @param maxEventSize bytes of one event with all its attributes: {@code serai.store.max-event-size}
 * @param minFreeDisk bytes to be left free on each disk of the store, below which new events are refused; where empty,
 *     what its disk stores need for their next files: {@code serai.store.min-free-disk}
 * @param maxHeapPercentage new events are refused while more of the old generation is alive after a collection, 50 to
 *     98: {@code serai.store.max-heap-percentage}
 * @param bindAddress {@code serai.bind-address}
 * @param locators {@code host[port]} of the cluster's locators; empty for a node alone: {@code serai.cluster.locators}
 * @param locatorPort of a locator in this process; 0 for none: {@code serai.cluster.locator-port}
 * @param memberTimeout after so long without a sign a member counts as gone: {@code serai.cluster.member-timeout}
 * @param recoveryDelay after so long without a node that left, what it held is copied anew among the others:
 *     {@code serai.cluster.recovery-delay}
 * @param clock gives events their recorded time
 */
public record StoreConfig(
        String node,
        Path dataDir,
        Optional<Path> geodeConfig,
        int partitions,
        int redundantCopies,
        int minCopies,
        Durability durability,
        long maxEventSize,
        OptionalLong minFreeDisk,
        int maxHeapPercentage,
        String bindAddress,
        List<String> locators,
        int locatorPort,
        Duration memberTimeout,
        Duration recoveryDelay,
        Clock clock) {

    public StoreConfig {
        locators = List.copyOf(locators);
        if (node.isBlank()) {
            throw new IllegalArgumentException("serai.node must not be empty");
        }
        check("serai.store.partitions", partitions, 1, Position.MAX_PARTITIONS);
        check("serai.store.redundant-copies", redundantCopies, 0, 3);
        check("serai.store.min-copies", minCopies, 1, redundantCopies + 1L);
        check("serai.store.max-event-size", maxEventSize, 1_024, 64L << 20);
        check("serai.store.min-free-disk", minFreeDisk.orElse(0), 0, Long.MAX_VALUE);
        check("serai.store.max-heap-percentage", maxHeapPercentage, 50, 98);
        check("serai.cluster.locator-port", locatorPort, 0, 65_535);
        check("serai.cluster.member-timeout (ms)", memberTimeout.toMillis(), 1_000, 600_000);
        check("serai.cluster.recovery-delay (ms)", recoveryDelay.toMillis(), 0, 86_400_000);
    }

    /** Whether there may be other nodes. */
    public boolean clustered() {
        return locatorPort > 0 || !locators.isEmpty();
    }

    /** With the defaults of the properties, except that no locator is started. */
    public static Builder builder(Path dataDir) {
        return new Builder(dataDir);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + value);
        }
    }

    /** Sets one thing after the other. */
    public static final class Builder {

        private final Path dataDir;
        private String node = "serai";
        private Optional<Path> geodeConfig = Optional.empty();
        private int partitions = 64;
        private int redundantCopies = 1;
        private Optional<Integer> minCopies = Optional.empty();
        private Durability durability = Durability.FSYNC;
        private long maxEventSize = 1 << 20;
        private OptionalLong minFreeDisk = OptionalLong.empty();
        private int maxHeapPercentage = 85;
        private String bindAddress = "127.0.0.1";
        private List<String> locators = List.of();
        private int locatorPort;
        private Duration memberTimeout = Duration.ofSeconds(5);
        private Duration recoveryDelay = Duration.ofSeconds(30);
        private Clock clock = Clock.systemUTC();

        private Builder(Path dataDir) {
            this.dataDir = dataDir;
        }

        public Builder node(String value) {
            node = value;
            return this;
        }

        public Builder geodeConfig(Path folder) {
            geodeConfig = Optional.of(folder);
            return this;
        }

        public Builder partitions(int value) {
            partitions = value;
            return this;
        }

        public Builder redundantCopies(int value) {
            redundantCopies = value;
            return this;
        }

        /** Left out: {@code max(1, redundantCopies)}. */
        public Builder minCopies(int value) {
            minCopies = Optional.of(value);
            return this;
        }

        public Builder durability(Durability value) {
            durability = value;
            return this;
        }

        public Builder maxEventSize(long bytes) {
            maxEventSize = bytes;
            return this;
        }

        /** Left out: what the disk stores need for their next files. */
        public Builder minFreeDisk(long bytes) {
            minFreeDisk = OptionalLong.of(bytes);
            return this;
        }

        public Builder maxHeapPercentage(int value) {
            maxHeapPercentage = value;
            return this;
        }

        public Builder bindAddress(String value) {
            bindAddress = value;
            return this;
        }

        public Builder locators(List<String> value) {
            locators = value;
            return this;
        }

        public Builder locatorPort(int value) {
            locatorPort = value;
            return this;
        }

        public Builder memberTimeout(Duration value) {
            memberTimeout = value;
            return this;
        }

        public Builder recoveryDelay(Duration value) {
            recoveryDelay = value;
            return this;
        }

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        public StoreConfig build() {
            return new StoreConfig(
                    node,
                    dataDir,
                    geodeConfig,
                    partitions,
                    redundantCopies,
                    minCopies.orElse(Math.max(1, redundantCopies)),
                    durability,
                    maxEventSize,
                    minFreeDisk,
                    maxHeapPercentage,
                    bindAddress,
                    locators,
                    locatorPort,
                    memberTimeout,
                    recoveryDelay,
                    clock);
        }
    }
}
