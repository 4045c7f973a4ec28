package io.serai.bench.chaos.clients;

import io.serai.bench.chaos.history.Entry.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends to a Kafka topic that the hub reads. */
final class KafkaSender implements Sender {

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final String topic;
    private final KafkaProducer<String, String> producer;

    KafkaSender(String brokers, String topic) {
        this.topic = topic;
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", brokers,
                        "acks", "all",
                        "max.block.ms", 5_000,
                        "request.timeout.ms", 3_000,
                        "delivery.timeout.ms", 5_000,
                        "reconnect.backoff.max.ms", 500),
                new StringSerializer(),
                new StringSerializer());
    }

    @Override
    public Transport transport() {
        return Transport.KAFKA;
    }

    @Override
    public @Nullable String node() {
        return null;
    }

    @Override
    public Receipt send(Message message) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic, message.key(), message.data()))
                    .get();
            return Receipt.acknowledged();
        } catch (ExecutionException | KafkaException unknown) {
            return Receipt.failed();
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
