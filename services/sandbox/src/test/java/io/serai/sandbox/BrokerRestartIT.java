package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import io.serai.sandbox.consumers.JmsStandIn;
import io.serai.sandbox.consumers.KafkaStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that go away under traffic in both directions, and come again at their port with their folder. */
class BrokerRestartIT {

    private static final int MESSAGES = 200;
    private static final int DELIVERIES = 12;
    private static final List<String> TOPICS = List.of("in", "out");

    @TempDir
    private Path temp;

    private final Recorder delivered = new Recorder();
    private BridgedHub hub;

    @BeforeEach
    void prepare() throws IOException {
        Path routes = Files.createDirectories(temp.resolve("routes"));
        Files.writeString(
                routes.resolve("bridges.camel.yaml"),
                """
                - route:
                    id: kafka-in
                    from:
                      uri: kafka:in
                      parameters:
                        brokers: "{{kafka.brokers}}"
                        groupId: in
                        autoOffsetReset: earliest
                        commitTimeoutMs: 2000
                      steps:
                        # so that a batch lasts
                        - delay: { simple: "15" }
                        - to:
                            uri: serai:publish
                            parameters: { type: in.kafka, source: /kafka }
                - route:
                    id: jms-in
                    from:
                      uri: jms:queue:in
                      steps:
                        - delay: { simple: "15" }
                        - to:
                            uri: serai:publish
                            parameters: { type: in.jms, source: /jms }
                - route:
                    id: kafka-out
                    from:
                      uri: serai:subscribe/kafka-out
                      parameters: { types: out.*, start: beginning, policy: short }
                      steps:
                        - to:
                            uri: kafka:out
                            parameters:
                              brokers: "{{kafka.brokers}}"
                              maxBlockMs: 1000
                              requestTimeoutMs: 1000
                              deliveryTimeoutMs: 2000
                - route:
                    id: jms-out
                    from:
                      uri: serai:subscribe/jms-out
                      parameters: { types: out.*, start: beginning, policy: short }
                      steps:
                        - to: jms:queue:out
                """);
        Files.writeString(
                routes.resolve("policies.yaml"),
                """
                serai:
                  policies:
                    short:
                      retry: { attempts: 3, backoff: fixed, delay: 500ms }
                      timeout: 5s
                      concurrency: 1
                      outage: { after: 1, probe: 500ms }
                """);
        hub = new BridgedHub(temp);
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }

    private void publish(int from, int to) throws IOException {
        for (int n = from; n < to; n++) {
            assertThat(hub.api
                            .publish("/test", "out-" + n, "out.made", "key-" + n % 3, "{}")
                            .status())
                    .isEqualTo(202);
        }
    }

    private JsonNode subscription(String name) throws IOException {
        return hub.api.get("/subscriptions/" + name);
    }

    private void awaitOutage(String subscription) {
        await().untilAsserted(() -> assertThat(
                        subscription(subscription).path("outageSince").isMissingNode())
                .isFalse());
    }

    /** A repetition may follow, but nothing overtakes, and nothing was given up on the way. */
    private void awaitDelivered(String subscription, int events) throws IOException {
        await().untilAsserted(
                        () -> assertThat(subscription(subscription).path("lag").asLong() == 0
                                        && delivered.of("out").stream()
                                                        .map(seen -> seen.arrival()
                                                                .attribute("id")
                                                                .orElseThrow())
                                                        .distinct()
                                                        .count()
                                                == events)
                                .isTrue());
        for (int key = 0; key < 3; key++) {
            int remainder = key;
            assertThat(delivered.of("out", "key-" + key).stream()
                            .map(seen -> seen.arrival().attribute("id").orElseThrow())
                            .distinct())
                    .containsExactlyElementsOf(IntStream.range(0, events)
                            .filter(n -> n % 3 == remainder)
                            .mapToObj(n -> "out-" + n)
                            .toList());
        }
        assertThat(subscription(subscription).path("dead").asInt()).isZero();
    }

    /** What is read first is smaller at every look: an offset is committed after its record is kept. */
    private Set<String> keptAndNotMoreAcknowledged(KafkaClient kafka) throws Exception {
        Map<Integer, Long> committed = kafka.committed("in", "in");
        Map<Integer, Long> kept = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode event : hub.api.events("type=in.kafka")) {
            String id = event.path("event").path("id").asText();
            assertThat(ids.add(id)).as("%s is stored once", id).isTrue();
            kept.merge(Integer.parseInt(id.split("-")[1]), 1L, Long::sum);
        }
        committed.forEach((partition, offset) -> assertThat(offset)
                .as("committed of %s", partition)
                .isLessThanOrEqualTo(kept.getOrDefault(partition, 0L)));
        return ids;
    }

    @Test
    void aKafkaThatIsStoppedAndStartedUnderTrafficLosesNothingInEitherDirection() throws Exception {
        hub.activemq.start();
        hub.kafka.start(TOPICS);
        hub.start();
        await().until(hub::ready);
        try (KafkaClient kafka = new KafkaClient(hub.kafka.address())) {
            publish(0, 3);
            for (int n = 0; n < MESSAGES; n++) {
                kafka.send("in", "key-" + n, "{}", Map.of());
            }
            await().until(() -> !keptAndNotMoreAcknowledged(kafka).isEmpty());
            hub.kafka.close();
            publish(3, DELIVERIES);
            awaitOutage("kafka-out");
        }
        assertThat(subscription("jms-out").path("outageSince").isMissingNode()).isTrue();

        hub.kafka.start(TOPICS);
        try (KafkaClient kafka = new KafkaClient(hub.kafka.address());
                KafkaStandIn target = new KafkaStandIn(hub.kafka.address(), List.of("out"), delivered)) {
            target.start();
            await().untilAsserted(
                            () -> assertThat(keptAndNotMoreAcknowledged(kafka)).hasSize(MESSAGES));
            await().until(() -> kafka.lag("in", "in") == 0);
            awaitDelivered("kafka-out", DELIVERIES);
        }
    }

    @Test
    void anActiveMqThatIsStoppedAndStartedUnderTrafficLosesNothingInEitherDirection() throws Exception {
        hub.activemq.start();
        hub.kafka.start(TOPICS);
        hub.start();
        await().until(hub::ready);
        try (JmsClient jms = new JmsClient(hub.activemq.url())) {
            publish(0, 3);
            for (int n = 0; n < MESSAGES; n++) {
                jms.send("in", "{\"n\":" + n + "}", Map.of());
            }
            await().until(() -> !hub.api.events("type=in.jms").isEmpty());
        }
        hub.activemq.close();
        publish(3, DELIVERIES);
        awaitOutage("jms-out");

        hub.activemq.start();
        try (JmsClient jms = new JmsClient(hub.activemq.url());
                JmsStandIn target = new JmsStandIn(hub.activemq.url(), List.of("out"), delivered)) {
            target.start();
            await().until(() -> jms.browse("in") == 0);
            List<Integer> numbers = hub.api.events("type=in.jms").stream()
                    .map(event -> event.path("event").path("data").path("n").asInt())
                    .toList();
            assertThat(numbers).hasSize(MESSAGES);
            assertThat(new TreeSet<>(numbers)).hasSize(MESSAGES);
            awaitDelivered("jms-out", DELIVERIES);
        }
    }

    @Test
    void aHubThatStartsWhileItsBrokersAreAwayServesAndTakesUpTheirTrafficWhenTheyCome() throws Exception {
        hub.start();
        await().untilAsserted(() -> assertThat(hub.api
                        .publish("/test", "out-0", "out.made", "key-0", "{}")
                        .status())
                .isEqualTo(202));
        publish(1, 3);
        awaitOutage("kafka-out");
        awaitOutage("jms-out");

        hub.activemq.start();
        hub.kafka.start(TOPICS);
        try (KafkaClient kafka = new KafkaClient(hub.kafka.address());
                JmsClient jms = new JmsClient(hub.activemq.url());
                KafkaStandIn target = new KafkaStandIn(hub.kafka.address(), List.of("out"), delivered)) {
            target.start();
            kafka.send("in", "key", "{}", Map.of());
            jms.send("in", "{}", Map.of());
            await().untilAsserted(() -> {
                assertThat(hub.api.events("type=in.*")).hasSize(2);
                assertThat(jms.browse("out")).isEqualTo(3);
            });
            awaitDelivered("kafka-out", 3);
        }
    }
}
