package io.serai.sandbox.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.sandbox.Ports;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the brokers acknowledged is there again after a restart. */
class BrokersIT {

    @TempDir
    Path data;

    @Test
    void kafkaKeepsItsRecordsOverARestartOnOtherPorts() throws Exception {
        try (KafkaBroker broker = new KafkaBroker(data, Ports.free())) {
            broker.start(List.of("orders"));
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.address(), "acks", "all"),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("orders", "kept")).get();
                producer.send(new ProducerRecord<>("made-when-first-used", "kept"))
                        .get();
            }
        }

        try (KafkaBroker broker = new KafkaBroker(data, Ports.free())) {
            broker.start(List.of("orders"));
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.address(), "group.id", "g", "auto.offset.reset", "earliest"),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                consumer.subscribe(List.of("orders", "made-when-first-used"));
                List<String> topics = new ArrayList<>();
                Awaitility.await().until(() -> {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> topics.add(record.topic()));
                    return topics.size() == 2;
                });
                assertThat(topics).containsExactlyInAnyOrder("orders", "made-when-first-used");
            }
        }
    }

    @Test
    void activeMqKeepsItsMessagesOverARestart() throws Exception {
        try (ActiveMqBroker broker = new ActiveMqBroker(data, Ports.free())) {
            broker.start();
            try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                session.createProducer(session.createQueue("payments")).send(session.createTextMessage("kept"));
            }
        }

        try (ActiveMqBroker broker = new ActiveMqBroker(data, Ports.free())) {
            broker.start();
            try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                connection.start();
                TextMessage message = (TextMessage)
                        session.createConsumer(session.createQueue("payments")).receive(10_000);
                assertThat(message.getText()).isEqualTo("kept");
            }
        }
    }
}
