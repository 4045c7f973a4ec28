package io.serai.sandbox.consumers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The services that the hub delivers to over Kafka. */
public final class KafkaStandIn implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final String brokers;
    private final List<String> topics;
    private final Arrivals arrivals;
    private @Nullable KafkaConsumer<String, String> consumer;
    private @Nullable Thread thread;

    public KafkaStandIn(String brokers, List<String> topics, Arrivals arrivals) {
        this.brokers = brokers;
        this.topics = List.copyOf(topics);
        this.arrivals = arrivals;
    }

    public void start() {
        KafkaConsumer<String, String> opened = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "group.id", "sandbox-stand-in", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        // all partitions, without asking the group: after a kill it would wait for the member that is gone
        opened.assign(topics.stream()
                .flatMap(topic -> opened.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        Thread started = new Thread(() -> listen(opened), "stand-in-kafka");
        started.start();
        consumer = opened;
        thread = started;
    }

    @Override
    public void close() throws InterruptedException {
        if (consumer != null && thread != null) {
            consumer.wakeup();
            thread.join();
            consumer = null;
            thread = null;
        }
    }

    private void listen(KafkaConsumer<String, String> opened) {
        try {
            while (true) {
                opened.poll(Duration.ofSeconds(1)).forEach(this::take);
            }
        } catch (WakeupException e) {
            // told to end
        } finally {
            opened.close(CLOSE);
        }
    }

    private void take(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        arrivals.arrived(
                Arrival.of(
                        record.topic(),
                        headers.keySet(),
                        name -> headers.getOrDefault(name, ""),
                        String.valueOf(record.value())),
                "taken");
    }
}
