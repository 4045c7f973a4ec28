package io.serai.sandbox.brokers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker that is its own controller (KRaft, combined mode).
 *
 * <p>What it holds is in its folder and is there again after a restart, a {@code kill -9} included. It does not force
 * its log to the device, as no Kafka does by default.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final int NODE_ID = 1;

    private final Path data;
    private final String host;
    private final int port;
    private final int advertised;
    private @Nullable KafkaRaftServer server;

    public KafkaBroker(Path data, int port) {
        this(data, "127.0.0.1", port, port);
    }

    /** @param advertised the port that clients are told: that of a proxy, where they shall come through one */
    public KafkaBroker(Path data, String host, int port, int advertised) {
        this.data = data.toAbsolutePath().normalize();
        this.host = host;
        this.port = port;
        this.advertised = advertised;
    }

    public String address() {
        return host + ":" + port;
    }

    /** Starts, with these topics beside those it has; others are made when first used. */
    public void start(Collection<String> topics) {
        Properties properties = properties();
        format(properties);
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        starting.startup();
        server = starting;
        topics.forEach(this::create);
    }

    @Override
    public void close() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    private void format(Properties properties) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(data);
            Path file = Files.createTempFile("serai-kafka", ".properties");
            try {
                try (var out = Files.newOutputStream(file)) {
                    properties.store(out, null);
                }
                String[] arguments = {
                    "format", "-t", Uuid.randomUuid().toString(), "-c", file.toString(), "--ignore-formatted"
                };
                StorageTool.execute(arguments, new PrintStream(OutputStream.nullOutputStream()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("kafka: cannot prepare " + data, e);
        }
    }

    private void create(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("kafka: interrupted while making topic '" + topic + "'", e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("kafka: cannot make topic '" + topic + "'", e.getCause());
            }
        }
    }

    private Properties properties() {
        String controller = "127.0.0.1:" + freePort();
        Map<String, Object> values = Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", NODE_ID),
                // nobody else talks to the controller, so it takes any port, another at each start
                Map.entry("controller.quorum.voters", NODE_ID + "@" + controller),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "PLAINTEXT://" + address() + ",CONTROLLER://" + controller),
                Map.entry("advertised.listeners", "PLAINTEXT://" + host + ":" + advertised),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", data),
                Map.entry("num.partitions", 4),
                Map.entry("auto.create.topics.enable", true),
                Map.entry("default.replication.factor", 1),
                Map.entry("offsets.topic.replication.factor", 1),
                Map.entry("offsets.topic.num.partitions", 4),
                Map.entry("transaction.state.log.replication.factor", 1),
                Map.entry("transaction.state.log.min.isr", 1),
                Map.entry("transaction.state.log.num.partitions", 4),
                // a sandbox: no waiting for more members of a group, few threads, little memory
                Map.entry("group.initial.rebalance.delay.ms", 0),
                // after a kill -9 the controller waits so long for the broker it still believes in
                Map.entry("broker.session.timeout.ms", 3000),
                Map.entry("broker.heartbeat.interval.ms", 500),
                Map.entry("num.network.threads", 2),
                Map.entry("num.io.threads", 2),
                Map.entry("log.cleaner.dedupe.buffer.size", 4 * 1024 * 1024));
        Properties properties = new Properties();
        properties.putAll(values.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toString())));
        return properties;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("kafka: no free port for its controller", e);
        }
    }
}
