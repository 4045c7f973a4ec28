package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Brokers wait, unacknowledged and without a storm of reconnects, while the store takes nothing. */
class SourceHoldIT {

    private static final int PARTITIONS = 4;
    private static final int MESSAGES = 100;
    /** After which Kafka gives the partitions of a consumer that does not poll to others. */
    private static final Duration PATIENCE_OF_KAFKA = Duration.ofSeconds(6);

    @TempDir
    private Path temp;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private BridgedHub hub;
    private KafkaClient kafka;
    private JmsClient jms;

    @BeforeEach
    void start() throws Exception {
        Path routes = Files.createDirectories(temp.resolve("routes"));
        Files.writeString(
                routes.resolve("in.camel.yaml"),
                """
                - route:
                    id: kafka-in
                    from:
                      uri: kafka:in
                      parameters:
                        brokers: "{{kafka.brokers}}"
                        groupId: in
                        autoOffsetReset: earliest
                        sessionTimeoutMs: 6000
                        heartbeatIntervalMs: 500
                        maxPollIntervalMs: %d
                      steps:
                        - to:
                            uri: serai:publish
                            parameters: { type: in.kafka, source: /kafka, partitionkey: one }
                - route:
                    id: jms-in
                    from:
                      uri: jms:queue:in
                      steps:
                        - to:
                            uri: serai:publish
                            parameters: { type: in.jms, source: /jms, partitionkey: one }
                """
                        .formatted(PATIENCE_OF_KAFKA.toMillis()));
        hub = new BridgedHub(temp);
        hub.activemq.start();
        hub.kafka.start(List.of("in"));
        hub.start();
        kafka = new KafkaClient(hub.kafka.address());
        jms = new JmsClient(hub.activemq.url());
        await().until(hub::ready);
        logged.start();
        root().addAppender(logged);
    }

    @AfterEach
    void stop() throws Exception {
        root().detachAppender(logged);
        try (BridgedHub last = hub;
                KafkaClient client = kafka;
                JmsClient session = jms) {
            hub.refusing = false;
            hub.answer.complete(null);
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }

    private void send(int from, int to) throws Exception {
        for (int n = from; n < to; n++) {
            kafka.send("in", "key-" + n, "{}", Map.of());
        }
    }

    private List<String> ids(String type) throws Exception {
        return hub.api.events("type=" + type).stream()
                .map(event -> event.at("/event/id").asText())
                .toList();
    }

    private String theMember() throws Exception {
        await().until(() -> kafka.members("in").size() == 1);
        return kafka.members("in").iterator().next();
    }

    private void awaitRefused(String source) {
        await().until(() -> hub.refused.getOrDefault(source, 0) > 0);
    }

    /** What is committed is read first: an offset is committed after its record is kept. */
    private void assertNothingAcknowledgedBeforeItIsKept() throws Exception {
        Map<Integer, Long> committed = kafka.committed("in", "in");
        Map<Integer, Long> kept = new HashMap<>();
        ids("in.kafka").forEach(id -> kept.merge(Integer.parseInt(id.split("-")[1]), 1L, Long::sum));
        committed.forEach((partition, offset) -> assertThat(offset)
                .as("committed of %s", partition)
                .isLessThanOrEqualTo(kept.getOrDefault(partition, 0L)));
    }

    private void awaitAllKeptOnceInOrder(int records) throws Exception {
        await().untilAsserted(() -> {
            assertNothingAcknowledgedBeforeItIsKept();
            assertThat(ids("in.kafka")).hasSize(records);
            assertThat(kafka.lag("in", "in")).isZero();
        });
        List<String> ids = ids("in.kafka");
        assertThat(ids).doesNotHaveDuplicates();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String prefix = "in-" + partition + "-";
            assertThat(ids.stream().filter(id -> id.startsWith(prefix)).map(id -> Long.parseLong(id.split("-")[2])))
                    .isSortedAccordingTo(Long::compare);
        }
    }

    /** Of the hub and its clients; the brokers in this process have their own. */
    private List<String> warnings() {
        return List.copyOf(logged.list).stream()
                .filter(event -> Stream.of("io.serai", "org.apache.camel", "org.apache.kafka.clients.consumer")
                        .anyMatch(event.getLoggerName()::startsWith))
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void kafkaKeepsItsConsumerForLongerThanItsPatienceWhileTheStoreRefuses() throws Exception {
        send(0, 10);
        await().untilAsserted(() -> assertThat(ids("in.kafka")).hasSize(10));
        String member = theMember();
        hub.refusing = true;
        send(10, MESSAGES);
        awaitRefused("/kafka");

        Awaitility.await()
                .during(PATIENCE_OF_KAFKA.multipliedBy(2))
                .atMost(PATIENCE_OF_KAFKA.multipliedBy(6))
                .untilAsserted(() -> {
                    assertThat(kafka.members("in")).containsExactly(member);
                    assertNothingAcknowledgedBeforeItIsKept();
                });

        hub.refusing = false;
        awaitAllKeptOnceInOrder(MESSAGES);
        assertThat(kafka.members("in")).containsExactly(member);
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("route 'kafka-in' waits with kafka in-")
                .endsWith("told to refuse");
    }

    @Test
    void kafkaKeepsItsConsumerWhileTheStoreIsSlowToAnswer() throws Exception {
        send(0, 10);
        await().untilAsserted(() -> assertThat(ids("in.kafka")).hasSize(10));
        String member = theMember();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        hub.answer = answer;
        send(10, MESSAGES);

        Awaitility.await()
                .during(PATIENCE_OF_KAFKA.multipliedBy(2))
                .atMost(PATIENCE_OF_KAFKA.multipliedBy(6))
                .untilAsserted(() -> assertThat(kafka.members("in")).containsExactly(member));

        assertThat(kafka.lag("in", "in")).isEqualTo(MESSAGES - 10);
        answer.complete(null);
        awaitAllKeptOnceInOrder(MESSAGES);
        assertThat(kafka.members("in")).containsExactly(member);
    }

    @Test
    void partitionsThatAnotherTakesWhileKafkaWaitsAreThoseOfTheOtherAndNothingIsLost() throws Exception {
        send(0, 10);
        await().untilAsserted(() -> assertThat(ids("in.kafka")).hasSize(10));
        String member = theMember();
        hub.refusing = true;
        send(10, MESSAGES);
        awaitRefused("/kafka");

        try (KafkaConsumer<byte[], byte[]> other = other()) {
            other.subscribe(Set.of("in"));
            await().until(() -> other.poll(Duration.ofMillis(100)).count() > 0);
            assertThat(other.assignment().stream().map(TopicPartition::topic)).containsExactly("in", "in");
            assertThat(kafka.members("in")).hasSize(2).contains(member);
            assertNothingAcknowledgedBeforeItIsKept();
        }
        // they are given back while the store still refuses
        await().until(() -> kafka.members("in").size() == 1);
        int refusals = hub.refused.get("/kafka");
        await().until(() -> hub.refused.get("/kafka") > refusals + 3);
        assertNothingAcknowledgedBeforeItIsKept();
        hub.refusing = false;
        awaitAllKeptOnceInOrder(MESSAGES);
    }

    @Test
    void whatAnotherHasCommittedSinceIsNotTakenBackForGood() throws Exception {
        send(0, 10);
        await().untilAsserted(() -> assertThat(ids("in.kafka")).hasSize(10));
        hub.refusing = true;
        send(10, 50);
        awaitRefused("/kafka");

        try (KafkaConsumer<byte[], byte[]> other = other()) {
            other.subscribe(Set.of("in"));
            await().until(() -> takes(other) > 0);
            send(50, MESSAGES);
            await().until(() -> takes(other) == 0);
            hub.refusing = false;

            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> takes(other) == 0
                            && other.assignment().size() == PARTITIONS / 2
                            && kafka.lag("in", "in") == 0);
        }
    }

    private KafkaConsumer<byte[], byte[]> other() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        hub.kafka.address(),
                        "group.id",
                        "in",
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** How many records it got within a moment; they are committed. */
    private static int takes(KafkaConsumer<?, ?> consumer) {
        int taken = consumer.poll(Duration.ofMillis(500)).count();
        if (taken > 0) {
            consumer.commitSync();
        }
        return taken;
    }

    @Test
    void aRouteThatIsTakenOutWhileKafkaWaitsEndsTheWaitAndGoesOnWhereItWasWhenItIsPutBack() throws Exception {
        Path file = temp.resolve("routes/in.camel.yaml");
        String routes = Files.readString(file);
        hub.refusing = true;
        send(0, MESSAGES);
        awaitRefused("/kafka");

        Files.writeString(file, "[]");
        await().until(() -> kafka.members("in").isEmpty());
        assertThat(warnings()).noneMatch(line -> line.startsWith("Timeout occurred during graceful shutdown"));
        assertNothingAcknowledgedBeforeItIsKept();
        hub.refusing = false;
        Files.writeString(file, routes);

        awaitAllKeptOnceInOrder(MESSAGES);
    }

    @Test
    void aJmsMessageWaitsUnacknowledgedWithoutBeingBroughtAgainWhileTheStoreRefuses() throws Exception {
        hub.refusing = true;
        for (int n = 0; n < 5; n++) {
            jms.send("in", "{}", Map.of());
        }

        await().until(() -> hub.refused.getOrDefault("/jms", 0) > 3);
        assertThat(jms.browse("in")).isEqualTo(5);
        hub.refusing = false;

        await().untilAsserted(() -> {
            assertThat(ids("in.jms")).hasSize(5).doesNotHaveDuplicates();
            assertThat(jms.browse("in")).isZero();
        });
        assertThat(warnings()).singleElement().asString().startsWith("route 'jms-in' waits with jms in ID:");
        assertThat(hub.rejected("jms-in")).isEmpty();
    }
}
