package io.serai.bench.chaos.clients;

import io.serai.bench.chaos.nodes.ChaosException;
import io.serai.sandbox.brokers.ActiveMqBroker;
import io.serai.sandbox.brokers.KafkaBroker;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A Kafka and an ActiveMQ broker in this process, which the hub bridges from. */
public final class Brokers implements AutoCloseable {

    /** Of the topic, its consumer group, and the queue. */
    public static final String NAME = "chaos";

    private static final int PARTITIONS = 4;
    private static final int ANSWER_SECONDS = 20;

    private final String host;
    private final int kafkaPort;
    private final int activemqPort;
    private final KafkaBroker kafka;
    private final ActiveMqBroker activemq;
    private final int kafkaForHub;
    private final int activemqForHub;

    /** The ports of both, and those under which the hub finds them: of proxies, or the same. */
    public record Ports(int kafka, int activemq, int kafkaForHub, int activemqForHub) {}

    public Brokers(Path folder, String host, Ports ports) {
        this.host = host;
        kafkaPort = ports.kafka();
        activemqPort = ports.activemq();
        kafkaForHub = ports.kafkaForHub();
        activemqForHub = ports.activemqForHub();
        kafka = new KafkaBroker(folder.resolve("kafka"), host, kafkaPort, kafkaForHub);
        activemq = new ActiveMqBroker(folder.resolve("activemq"), host, activemqPort);
    }

    public void start() {
        startKafka();
        startActivemq();
    }

    public void startKafka() {
        kafka.start(List.of(NAME));
    }

    public void stopKafka() {
        kafka.close();
    }

    public void startActivemq() {
        activemq.start();
    }

    public void stopActivemq() {
        try {
            activemq.close();
        } catch (Exception failed) {
            throw new ChaosException("activemq does not stop", failed);
        }
    }

    public String kafkaForHub() {
        return host + ":" + kafkaForHub;
    }

    public String activemqForHub() {
        return "tcp://" + host + ":" + activemqForHub;
    }

    String kafkaForClients() {
        return host + ":" + kafkaPort;
    }

    String activemqForClients() {
        return "tcp://" + host + ":" + activemqPort;
    }

    /** How many messages the hub has not acknowledged. */
    public long backlog() throws InterruptedException {
        try {
            return kafkaBacklog() + activemqBacklog();
        } catch (ExecutionException | TimeoutException | JMSException failed) {
            throw new ChaosException("the brokers do not tell what is left", failed);
        }
    }

    private long kafkaBacklog() throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafkaForClients()))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(NAME)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(IntStream.range(0, PARTITIONS)
                            .boxed()
                            .collect(Collectors.toMap(
                                    number -> new TopicPartition(NAME, number), number -> OffsetSpec.latest())))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            long left = 0;
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
                OffsetAndMetadata at = committed.get(end.getKey());
                left += end.getValue().offset() - (at == null ? 0 : at.offset());
            }
            return left;
        }
    }

    private int activemqBacklog() throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(activemqForClients()).createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            try (QueueBrowser browser = session.createBrowser(session.createQueue(NAME))) {
                return Collections.list(browser.getEnumeration()).size();
            }
        }
    }

    @Override
    public void close() {
        stopKafka();
        stopActivemq();
    }
}
