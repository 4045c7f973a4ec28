package io.serai.store.geode;

import io.serai.store.StoreConfig;
import io.serai.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.CacheClosedException;
import org.apache.geode.cache.CacheFactory;
import org.apache.geode.cache.Region;
import org.apache.geode.cache.partition.PartitionRegionHelper;
import org.apache.geode.cache.persistence.ConflictingPersistentDataException;
import org.apache.geode.logging.internal.log4j.api.FastLogger;
import org.slf4j.LoggerFactory;

/** The Geode member of this process, with its regions as {@code cache.xml} says, checked. */
record GeodeNode(
        Cache cache,
        Region<Long, byte[]> log,
        Region<Long, byte[]> segments,
        Region<String, byte[]> work,
        Region<String, byte[]> control) {

    /**
     * Blocks until the newest copy of everything is online.
     *
     * @param member is told of the cache before there is anything in it
     * @param regions is told when they are there, before anything is put into one
     */
    static GeodeNode start(StoreConfig config, Consumer<Cache> member, Runnable regions) {
        ConfigFiles files = new ConfigFiles(config);
        String xml = files.cacheXml();
        Properties properties = properties(config, files);
        refuseSecondCache();
        // Geode asks whether to trace several times an entry; unless told so here it asks the logging system each time
        FastLogger.setDelegating(LoggerFactory.getLogger("org.apache.geode").isDebugEnabled());
        Cache cache = keepingMembers(config, () -> new CacheFactory(properties).create());
        try {
            member.accept(cache);
            cache.loadCacheXml(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
            RegionCheck.check(cache, config, files.origin("cache.xml"));
            GeodeNode node = new GeodeNode(
                    cache,
                    cache.getRegion("log"),
                    cache.getRegion("segments"),
                    cache.getRegion("work"),
                    cache.getRegion("control"));
            regions.run();
            Holders.remember(node.log, node.work);
            PartitionRegionHelper.assignBucketsToPartitions(node.log);
            PartitionRegionHelper.assignBucketsToPartitions(node.control);
            return node;
        } catch (StoreException ours) {
            cache.close();
            throw ours;
        } catch (RuntimeException | AssertionError theirs) {
            cache.close();
            throw new StoreException(why(root(theirs), config, files), theirs);
        }
    }

    private static String why(Throwable root, StoreConfig config, ConfigFiles files) {
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        if (root instanceof ConflictingPersistentDataException) {
            return "data folder " + config.dataDir().toAbsolutePath()
                    + " and that of a node that runs were begun apart;"
                    + " stop the one that was started with an empty folder, put its folder aside and start it last: "
                    + message;
        }
        return "Geode cannot open the store with " + files.origin("cache.xml") + ": " + message;
    }

    /** Begins to be a member. */
    @FunctionalInterface
    interface Start<T> {
        T start() throws IOException;
    }

    /** A locator keeps who its members were in the folder that this property names when it starts, and nowhere else. */
    static <T> T keepingMembers(StoreConfig config, Start<T> member) {
        Path members = config.dataDir().resolve("locator" + config.locatorPort() + "view.dat");
        boolean known = Files.exists(members);
        String before = System.getProperty("user.dir");
        System.setProperty("user.dir", config.dataDir().toAbsolutePath().toString());
        try {
            try {
                return member.start();
            } catch (IllegalStateException unreadable) {
                // Geode does not force that file: one that a power cut has torn it removes, and gives up
                if (known && !Files.exists(members)) {
                    return member.start();
                }
                throw unreadable;
            }
        } catch (IOException failure) {
            throw new StoreException("Geode cannot start: " + failure, failure);
        } finally {
            System.setProperty("user.dir", before);
        }
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static Properties properties(StoreConfig config, ConfigFiles files) {
        Properties properties = memberProperties(config, files);
        if (config.locatorPort() > 0) {
            String own = config.bindAddress() + "[" + config.locatorPort() + "]";
            properties.setProperty("start-locator", own);
            if (config.locators().isEmpty()) {
                properties.setProperty("locators", own);
            }
        }
        return properties;
    }

    /** Of a node, and of a locator alone. */
    static Properties memberProperties(StoreConfig config, ConfigFiles files) {
        Properties properties = files.gemfireProperties();
        needed(properties, files, "disable-auto-reconnect", "true");
        needed(properties, files, "enable-network-partition-detection", "true");
        needed(properties, files, "mcast-port", "0");
        properties.setProperty("name", config.node());
        properties.setProperty("bind-address", config.bindAddress());
        properties.setProperty("locators", String.join(",", config.locators()));
        return properties;
    }

    private static void needed(Properties properties, ConfigFiles files, String name, String value) {
        String found = properties.getProperty(name, value);
        if (!found.equals(value)) {
            throw new StoreException(files.origin("gemfire.properties") + " does not give the log what it needs: "
                    + name + " is " + found + ", needed is " + value);
        }
        properties.setProperty(name, value);
    }

    private static void refuseSecondCache() {
        try {
            Cache other = CacheFactory.getAnyInstance();
            throw new StoreException("this process has a Geode member already, named '" + other.getName()
                    + "'; close it first, there can be one only");
        } catch (CacheClosedException thereIsNone) {
            // as it should be
        }
    }
}
