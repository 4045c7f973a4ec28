package io.serai.hub.config;

import static io.serai.hub.config.HubConfigurationException.require;

import io.serai.store.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.unit.DataSize;

/**
 * What an operator sets.
 *
 * @param node name of this node in logs and in the cluster; unique among the nodes
 * @param role hub: a node of the hub; locator: only a Geode locator, which as a witness has a voice in who are the
 *     majority, and keeps and delivers nothing
 * @param dataDir folder of everything the store keeps; one node, one folder
 * @param routes folder of what the hub does: *.camel.yaml, subscriptions.yaml, policies.yaml, catalog.yaml, schemas/
 * @param routesReload whether changes of the routes folder are taken over while the hub runs
 * @param routesReloadInterval how often the routes folder is looked at, 100ms to 1h; a change is taken over when the
 *     folder was found the same twice in a row
 * @param maxHops how long a chain may be in which each event causes the next, 1 to 10000; a delivery that would make it
 *     longer is given up at once
 * @param stopTimeout how long, when the hub is stopped, requests and attempts on their way have to end, 1s to 10m; what is
 *     left then is broken off, is not counted and made again at the next start
 * @param geodeConfig folder with cache.xml and gemfire.properties; left out, the copy inside the jar is used
 * @param lib folder of jars added to the class path at start: more Camel components, drivers, beans
 * @param bindAddress address that all ports of this process listen on; 127.0.0.1 lets nobody in from outside, 0.0.0.0
 *     everybody
 * @param cluster the Geode cluster this node is part of
 * @param store how events are kept
 * @param http limits of the HTTP API
 * @param hawtio who may log in to Hawtio
 * @param policies policies by name, as in policies.yaml; a name given here replaces the one of the file
 * @param defaultPolicy what policies leave out, as the keys of a policy
 */
@ConfigurationProperties("serai")
public record SeraiProperties(
        @DefaultValue("hub") String node,
        @DefaultValue(HUB) String role,
        @DefaultValue("data") Path dataDir,
        @DefaultValue("routes") Path routes,
        @DefaultValue("true") boolean routesReload,
        @DefaultValue("1s") Duration routesReloadInterval,
        @DefaultValue("32") int maxHops,
        @DefaultValue("25s") Duration stopTimeout,
        @Nullable Path geodeConfig,
        @Nullable Path lib,
        @DefaultValue("127.0.0.1") String bindAddress,
        @DefaultValue Cluster cluster,
        @DefaultValue Store store,
        @DefaultValue Http http,
        @DefaultValue Hawtio hawtio,
        @DefaultValue Map<String, Object> policies,
        @DefaultValue Map<String, Object> defaultPolicy) {

    private static final String HUB = "hub";
    private static final String LOCATOR = "locator";

    /** Whether this process becomes a locator alone; for those who must know before there are properties. */
    public static boolean locatorAlone(PropertyResolver environment) {
        return LOCATOR.equals(environment.getProperty("serai.role"));
    }

    public SeraiProperties {
        require(
                node.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
                "serai.node",
                node,
                "a name has letters, digits, '.', '-' and '_', and starts with a letter or digit",
                "set serai.node to such a name, for example the host's");
        require(
                role.equals(HUB) || role.equals(LOCATOR),
                "serai.role",
                role,
                "there is no such role",
                "set it to hub, or to locator for a locator alone");
        require(
                role.equals(HUB) || cluster.locatorPort() > 0,
                "serai.cluster.locator-port",
                cluster.locatorPort(),
                "serai.role is locator, and a locator needs a port",
                "set it to that port of this machine which serai.cluster.locators names, for example 10334");
        require(
                role.equals(HUB) || !cluster.locators().isEmpty(),
                "serai.cluster.locators",
                "",
                "serai.role is locator, and it knows of no cluster",
                "name the locators of all nodes, this one among them: host[port],host[port],host[port]");
        require(
                !bindAddress.isBlank(),
                "serai.bind-address",
                bindAddress,
                "is no address",
                "set it to 127.0.0.1 to listen on this machine only, to 0.0.0.0 for every network, or leave it out");
        require(
                routesReloadInterval.toMillis() >= 100 && routesReloadInterval.toMillis() <= 3_600_000,
                "serai.routes-reload-interval",
                routesReloadInterval,
                "must be 100ms to 1h",
                "1s is as soon as anybody notices; to take no changes over set serai.routes-reload to false");
        require(
                maxHops >= 1 && maxHops <= 10_000,
                "serai.max-hops",
                maxHops,
                "must be 1 to 10000",
                "set it to more than the events of your longest flow");
        require(
                stopTimeout.toMillis() >= 1_000 && stopTimeout.toMinutes() <= 10,
                "serai.stop-timeout",
                stopTimeout,
                "must be 1s to 10m",
                "25s leaves a supervisor that kills after 60s enough time to see the hub end in good order");
    }

    /**
     * The Geode cluster this node is part of.
     *
     * @param locators the locators of all nodes, {@code host[port]}, separated by commas, the same for each, and never two:
     *     the loss of the older would end the other; left out: a node alone
     * @param locatorPort port of the locator inside this process; 0: none
     * @param memberTimeout a node that gives no sign for so long counts as gone, 1s to 10m; shorter takes over sooner,
     *     and takes a long pause of the garbage collector for an end
     * @param recoveryDelay so long after a node has gone its copies are made anew on the others, 0s to 24h; one that is
     *     back before finds its own
     * @param routesGrace so long nodes may run other files of their routes folders, 1s to 1h, before health tells it and
     *     one that lacks a file is not ready; the 2 minutes of the default are what a ConfigMap may take to reach all
     *     machines
     */
    public record Cluster(
            @DefaultValue List<String> locators,
            @DefaultValue("10334") int locatorPort,
            @DefaultValue("5s") Duration memberTimeout,
            @DefaultValue("30s") Duration recoveryDelay,
            @DefaultValue("2m") Duration routesGrace) {

        public Cluster {
            locators = List.copyOf(locators);
            for (String locator : locators) {
                require(
                        locator.matches("[^\\[\\],\\s]+\\[[1-9][0-9]{0,4}\\]"),
                        "serai.cluster.locators",
                        locator,
                        "is no locator",
                        "write them as host[port], separated by commas, for example"
                                + " 10.0.0.1[10334],10.0.0.2[10334],10.0.0.3[10334]");
            }
            require(
                    locators.size() != 2,
                    "serai.cluster.locators",
                    String.join(",", locators),
                    "two cannot tell whether the other is gone or they are cut off: the loss of the older would end both",
                    "name three, of three nodes, or of two and a witness that is started with serai.role=locator");
            require(
                    memberTimeout.toMillis() >= 1_000 && memberTimeout.toMinutes() <= 10,
                    "serai.cluster.member-timeout",
                    memberTimeout,
                    "must be 1s to 10m",
                    "5s is longer than a collection of a heap of some GiB takes");
            require(
                    !recoveryDelay.isNegative() && recoveryDelay.toHours() <= 24,
                    "serai.cluster.recovery-delay",
                    recoveryDelay,
                    "must be 0s to 24h",
                    "30s is longer than a node needs to start again");
            require(
                    routesGrace.toMillis() >= 1_000 && routesGrace.toHours() <= 1,
                    "serai.cluster.routes-grace",
                    routesGrace,
                    "must be 1s to 1h",
                    "set it to how long a change takes to reach the routes folders of all nodes");
            require(
                    locatorPort >= 0 && locatorPort <= 65535,
                    "serai.cluster.locator-port",
                    locatorPort,
                    "is no port",
                    "set it to 1 to 65535, or to 0 for no locator in this process");
        }
    }

    /**
     * How events are kept.
     *
     * @param partitions partitions of the log, 1 to 32768; fixed at the first start for life
     * @param redundantCopies copies of each event on other nodes, 0 to 3, as far as there are other nodes
     * @param minCopies copies that must be durable before an event is acknowledged, the owner's included; left out: the
     *     larger of 1 and redundant-copies
     * @param durability when an event counts as durable: forced to the device on each copy (fsync), or written to the
     *     operating system on each (replicated)
     * @param maxEventSize largest event taken, 1KB to 64MB, attributes and data together; a larger one is refused with
     *     413
     * @param minFreeDisk space to be left free on each disk of the store; below it new events are refused with 503 and
     *     all else goes on, until there is room again; left out: what the disk stores need for their next files as
     *     cache.xml sizes them, 1.2GB with the one in the jar
     * @param maxHeapPercentage how much of the old generation of the heap may be alive after a collection, 50 to 98;
     *     beyond it new events are refused with 503 until there is room again
     */
    public record Store(
            @DefaultValue("64") int partitions,
            @DefaultValue("1") int redundantCopies,
            @Nullable Integer minCopies,
            @DefaultValue("fsync") Durability durability,
            @DefaultValue("1MB") DataSize maxEventSize,
            @Nullable DataSize minFreeDisk,
            @DefaultValue("85") int maxHeapPercentage) {

        public Store {
            require(
                    partitions >= 1 && partitions <= 32768,
                    "serai.store.partitions",
                    partitions,
                    "must be 1 to 32768",
                    "choose some 10 partitions a processor the cluster will ever have; it is fixed for life");
            require(
                    redundantCopies >= 0 && redundantCopies <= 3,
                    "serai.store.redundant-copies",
                    redundantCopies,
                    "must be 0 to 3",
                    "1 survives the loss of one node, 2 of two");
            require(
                    minCopies == null || minCopies >= 1 && minCopies <= 1 + redundantCopies,
                    "serai.store.min-copies",
                    String.valueOf(minCopies),
                    "must be 1 to 1 + serai.store.redundant-copies = " + (1 + redundantCopies)
                            + ": there would never be so many copies",
                    "lower serai.store.min-copies, or raise serai.store.redundant-copies");
            require(
                    maxEventSize.toBytes() >= 1024 && maxEventSize.toBytes() <= 64L * 1024 * 1024,
                    "serai.store.max-event-size",
                    maxEventSize,
                    "must be 1KB to 64MB",
                    "keep larger data elsewhere and send a reference (dataref)");
            require(
                    minFreeDisk == null || !minFreeDisk.isNegative(),
                    "serai.store.min-free-disk",
                    String.valueOf(minFreeDisk),
                    "must not be negative",
                    "leave it out to hold back what the files of the store need");
            require(
                    maxHeapPercentage >= 50 && maxHeapPercentage <= 98,
                    "serai.store.max-heap-percentage",
                    maxHeapPercentage,
                    "must be 50 to 98",
                    "below it, every collection would refuse events; above it, the process dies first");
        }
    }

    /**
     * Limits of the HTTP API.
     *
     * @param maxBatchSize largest body of a batch of events; a larger one is refused with 413
     * @param maxPending bytes of request bodies read and not yet answered, over all clients; beyond it publishers get
     *     429 and come again
     * @param maxStreams clients of /events/stream at a time; one more gets 429
     * @param timeout longest time a request waits for the store; then 503
     * @param bodyTimeout longest time the body of a request may take to come, 1s to 1h; then 408
     */
    public record Http(
            @DefaultValue("16MB") DataSize maxBatchSize,
            @DefaultValue("64MB") DataSize maxPending,
            @DefaultValue("50") int maxStreams,
            @DefaultValue("60s") Duration timeout,
            @DefaultValue("30s") Duration bodyTimeout) {

        public Http {
            require(
                    maxBatchSize.toBytes() >= 1024,
                    "serai.http.max-batch-size",
                    maxBatchSize,
                    "must be at least 1KB",
                    "raise it");
            require(
                    maxPending.toBytes() >= maxBatchSize.toBytes(),
                    "serai.http.max-pending",
                    maxPending,
                    "is less than serai.http.max-batch-size (" + maxBatchSize + "): no such batch would ever get in",
                    "raise serai.http.max-pending, or lower serai.http.max-batch-size");
            require(
                    maxStreams >= 0,
                    "serai.http.max-streams",
                    maxStreams,
                    "must be 0 or more",
                    "0 lets nobody listen; each client takes a thread");
            require(
                    timeout.toMillis() >= 1000,
                    "serai.http.timeout",
                    timeout,
                    "must be at least 1s",
                    "raise it; what takes longer is answered with 503");
            require(
                    bodyTimeout.toMillis() >= 1000 && bodyTimeout.toHours() <= 1,
                    "serai.http.body-timeout",
                    bodyTimeout,
                    "must be 1s to 1h",
                    "a client that takes longer to send a body holds a thread as long");
        }
    }

    /**
     * Who may log in to Hawtio, and to the Jolokia behind it.
     *
     * @param user name of the one user
     * @param password password of the user; left out, one is made at each start and logged once, and only where
     *     serai.bind-address is a loopback address
     */
    public record Hawtio(@DefaultValue("admin") String user, @Nullable String password) {}
}
