package io.serai.sandbox.clients;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends to Kafka as any application does. */
public final class KafkaClient implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    public KafkaClient(String brokers) {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "acks",
                        "all",
                        // what is larger than the hub takes has to get through Kafka
                        "compression.type",
                        "gzip",
                        "max.request.size",
                        4 << 20),
                new StringSerializer(),
                new ByteArraySerializer());
        admin = Admin.create(Map.of("bootstrap.servers", brokers));
    }

    /** Returns once Kafka has acknowledged it. */
    public void send(String topic, String key, String body, Map<String, String> headers) throws Exception {
        send(topic, key, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Returns once Kafka has acknowledged it. */
    public void send(String topic, String key, byte[] body, Map<String, String> headers) throws Exception {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, key, body);
        headers.forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(message).get();
    }

    /** How many records of the topic the group has not committed. */
    public long lag(String topic, String group) throws Exception {
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        var partitions = producer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        long lag = 0;
        for (var end : admin.listOffsets(partitions).all().get().entrySet()) {
            var at = committed.get(end.getKey());
            lag += end.getValue().offset() - (at == null ? 0 : at.offset());
        }
        return lag;
    }

    /** Up to which offset of each partition the group has acknowledged. */
    public Map<Integer, Long> committed(String topic, String group) throws Exception {
        Map<Integer, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, at) -> {
                    if (partition.topic().equals(topic) && at != null) {
                        committed.put(partition.partition(), at.offset());
                    }
                });
        return committed;
    }

    /** The ids of the consumers that the group has. */
    public Set<String> members(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                .map(MemberDescription::consumerId)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        admin.close();
        producer.close();
    }
}
