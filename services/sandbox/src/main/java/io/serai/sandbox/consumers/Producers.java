package io.serai.sandbox.consumers;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Puts messages into Kafka and JMS with the clients that every application has: the hub gets no special treatment. */
public final class Producers implements AutoCloseable {

    private final String kafkaBrokers;
    private final ActiveMQConnectionFactory activemq;
    private @Nullable KafkaProducer<String, String> kafka;

    public Producers(String kafkaBrokers, String activemqUrl) {
        this.kafkaBrokers = kafkaBrokers;
        this.activemq = new ActiveMQConnectionFactory(activemqUrl);
    }

    /** Returns once the broker has it, with where it is. */
    String kafka(String topic, String body) throws ProducerException {
        try {
            RecordMetadata at =
                    producer().send(new ProducerRecord<>(topic, body)).get();
            return "in topic %s, partition %d, offset %d".formatted(topic, at.partition(), at.offset());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProducerException("interrupted while sending to topic '" + topic + "'", e);
        } catch (ExecutionException | RuntimeException e) {
            throw new ProducerException("kafka did not take it for topic '" + topic + "'", e);
        }
    }

    /** Returns once the broker has it, with its id. */
    String jms(String queue, String body) throws ProducerException {
        // a connection a message: slow, and right whatever the broker went through meanwhile
        try (Connection connection = activemq.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                var producer = session.createProducer(session.createQueue(queue))) {
            var message = session.createTextMessage(body);
            producer.send(message);
            return "in queue %s, %s".formatted(queue, message.getJMSMessageID());
        } catch (JMSException e) {
            throw new ProducerException("activemq did not take it for queue '" + queue + "'", e);
        }
    }

    @Override
    public synchronized void close() {
        if (kafka != null) {
            kafka.close();
            kafka = null;
        }
    }

    private synchronized KafkaProducer<String, String> producer() {
        KafkaProducer<String, String> producer = kafka;
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafkaBrokers, "acks", "all"),
                    new StringSerializer(),
                    new StringSerializer());
            kafka = producer;
        }
        return producer;
    }
}
