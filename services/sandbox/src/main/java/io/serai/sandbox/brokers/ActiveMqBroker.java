package io.serai.sandbox.brokers;

import java.nio.file.Path;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One ActiveMQ Classic broker over TCP, with its messages kept in its folder.
 *
 * <p>A persistent message that it acknowledged is forced to the device first, ActiveMQ's default.
 */
public final class ActiveMqBroker implements AutoCloseable {

    private static final long MIB = 1024 * 1024;

    private final Path data;
    private final String host;
    private final int port;
    private @Nullable BrokerService broker;

    public ActiveMqBroker(Path data, int port) {
        this(data, "127.0.0.1", port);
    }

    public ActiveMqBroker(Path data, String host, int port) {
        this.data = data.toAbsolutePath().normalize();
        this.host = host;
        this.port = port;
    }

    public String url() {
        return "tcp://" + host + ":" + port;
    }

    public void start() {
        BrokerService starting = new BrokerService();
        try {
            starting.setBrokerName("sandbox");
            starting.setDataDirectoryFile(data.toFile());
            KahaDBPersistenceAdapter messages = new KahaDBPersistenceAdapter();
            messages.setDirectory(data.resolve("kahadb").toFile());
            starting.setPersistenceAdapter(messages);
            starting.addConnector(url());
            // seen in Hawtio; no port of its own
            starting.setUseJmx(true);
            starting.getManagementContext().setCreateConnector(false);
            // the application stops it, after those who use it
            starting.setUseShutdownHook(false);
            starting.getSystemUsage().getMemoryUsage().setLimit(64 * MIB);
            starting.getSystemUsage().getStoreUsage().setLimit(1024 * MIB);
            starting.getSystemUsage().getTempUsage().setLimit(64 * MIB);
            starting.start();
            if (!starting.waitUntilStarted()) {
                throw new IllegalStateException("it did not start");
            }
        } catch (Exception e) {
            throw new IllegalStateException("activemq: cannot start on " + url() + " with " + data, e);
        }
        broker = starting;
    }

    @Override
    public void close() throws Exception {
        if (broker != null) {
            broker.stop();
            broker.waitUntilStopped();
            broker = null;
        }
    }
}
