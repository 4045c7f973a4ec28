package io.serai.sandbox.consumers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The services that the hub delivers to over Kafka. */
public final class KafkaStandIn implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

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
            // all partitions, without asking the group: after a kill it would wait for the member that is gone
            opened.assign(topics.stream()
                    .flatMap(topic -> partitions(opened, topic).stream())
                    .toList());
            while (true) {
                opened.poll(Duration.ofSeconds(1)).forEach(this::take);
            }
        } catch (WakeupException e) {
            // told to end
        } finally {
            opened.close(CLOSE);
        }
    }

    /** Waits for a topic that was just made: the broker knows its partitions a moment later. */
    private static List<TopicPartition> partitions(KafkaConsumer<String, String> opened, String topic) {
        while (true) {
            List<PartitionInfo> known = opened.partitionsFor(topic);
            if (known != null && !known.isEmpty()) {
                return known.stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
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
