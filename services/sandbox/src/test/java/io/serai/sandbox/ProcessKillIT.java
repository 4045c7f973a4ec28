package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.sandbox.brokers.ActiveMqBroker;
import io.serai.sandbox.brokers.KafkaBroker;
import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import io.serai.sandbox.consumers.Arrival;
import io.serai.sandbox.consumers.HttpStandIn;
import io.serai.sandbox.consumers.Producers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub is killed, or stopped, under load from Kafka, JMS and HTTP, again and again; brokers and consumer live on. */
class ProcessKillIT {

    private static final int ROUNDS = Integer.getInteger("serai.kill.rounds", 3);
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration DRAIN = Duration.ofSeconds(90);

    private final ObjectMapper json = new ObjectMapper();
    private final int http = Ports.free();
    private final int management = Ports.free();
    private final Api api = new Api("http://127.0.0.1:" + http);
    private final Api health = new Api("http://127.0.0.1:" + management);
    private final Recorder delivered = new Recorder();
    private final Map<String, Integer> deliveredOfKey = new ConcurrentHashMap<>();
    private final Random random = new Random();

    @TempDir
    Path temp;

    /** An event as it stands in the log. */
    private record Kept(int partition, long offset, String id, int number) {}

    /** How the hub ends. */
    private interface End {
        void of(HubProcess hub) throws Exception;
    }

    @Test
    void everythingAcknowledgedIsStoredOnceAndDeliveredInOrderWhateverIsKilled() throws Exception {
        endedUnderLoad(ROUNDS, HubProcess::kill);
    }

    @Test
    @Tag("long")
    void everythingAcknowledgedIsStoredOnceAndDeliveredInOrderWhateverIsStopped() throws Exception {
        endedUnderLoad(2, hub -> assertThat(hub.stop()).isEqualTo(143));
    }

    private void endedUnderLoad(int rounds, End end) throws Exception {
        int port = Ports.free();
        try (KafkaBroker kafka = new KafkaBroker(temp.resolve("kafka"), Ports.free());
                ActiveMqBroker activemq = new ActiveMqBroker(temp.resolve("activemq"), Ports.free());
                Producers producers = new Producers("", "tcp://none");
                HttpStandIn consumer = new HttpStandIn(port, producers, this::arrived)) {
            kafka.start(List.of("kill"));
            activemq.start();
            consumer.start();
            List<String> arguments = arguments(kafka, activemq, routes(port));

            Load load = new Load(key -> deliveredOfKey.getOrDefault(key, 0));
            try (load) {
                load.start(api, kafka.address(), activemq.url());
                for (int round = 0; round < rounds; round++) {
                    try (HubProcess hub = started(arguments)) {
                        int before = delivered.count();
                        int more = 300 + random.nextInt(1_500);
                        await().atMost(DRAIN).until(() -> !hub.alive() || delivered.count() >= before + more);
                        assertThat(hub.alive()).as("the hub lives until killed").isTrue();
                        end.of(hub);
                    }
                }
            }
            try (HubProcess hub = started(arguments)) {
                assertThat(load.failures()).isEmpty();
                Map<String, Integer> acknowledged = load.acknowledged();
                await().atMost(DRAIN).untilAsserted(() -> assertThat(left(kafka, activemq))
                        .as("not taken by the bridges")
                        .isEqualTo(Map.of("kafka", 0L, "jms", 0L)));
                await().atMost(DRAIN).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> assertThat(
                                missing(acknowledged, deliveredInOrder()))
                        .as("acknowledged and not delivered")
                        .isEmpty());
                storedOnceAndInOrder(acknowledged);
                deliveredFirstInOrder();
                assertThat(hub.alive()).isTrue();
            }
        }
    }

    private void arrived(Arrival arrival, String outcome) {
        delivered.arrived(arrival, outcome);
        arrival.attribute("subject").ifPresent(key -> deliveredOfKey.merge(key, 1, Integer::sum));
    }

    private HubProcess started(List<String> arguments) throws IOException {
        HubProcess hub = new HubProcess(Path.of("target/kill-hub.log"), arguments);
        try {
            await().atMost(START).until(() -> !hub.alive() || ready());
            if (!hub.alive()) {
                throw new IllegalStateException(
                        "the hub ended: " + Files.readString(hub.log().toPath()));
            }
            return hub;
        } catch (RuntimeException | IOException failed) {
            System.err.println(Files.readString(hub.log().toPath()));
            try {
                hub.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw failed;
        }
    }

    private boolean ready() {
        try {
            return "UP"
                    .equals(health.get("/actuator/health/readiness")
                            .path("status")
                            .asText());
        } catch (IOException notYet) {
            return false;
        }
    }

    /** No position and no event twice; the numbers of a key dense and upward in one partition. */
    private void storedOnceAndInOrder(Map<String, Integer> acknowledged) throws IOException {
        Set<String> positions = new HashSet<>();
        Map<String, List<Kept>> byKey = new TreeMap<>();
        for (JsonNode event : api.events("type=kill.*")) {
            String position = event.path("position").asText();
            assertThat(positions.add(position))
                    .as("position %s twice", position)
                    .isTrue();
            JsonNode data = event.path("event").path("data");
            String[] parts = position.split("-", 2);
            byKey.computeIfAbsent(data.path("key").asText(), key -> new ArrayList<>())
                    .add(new Kept(
                            Integer.parseInt(parts[0]),
                            Long.parseLong(parts[1]),
                            event.path("event").path("id").asText(),
                            data.path("n").asInt()));
        }
        assertThat(byKey.keySet()).isEqualTo(acknowledged.keySet());
        byKey.forEach((key, kept) -> {
            assertThat(kept)
                    .extracting(Kept::partition)
                    .as("partition of %s", key)
                    .containsOnly(kept.get(0).partition());
            assertThat(kept).extracting(Kept::id).as("ids of %s", key).doesNotHaveDuplicates();
            assertThat(kept).extracting(Kept::offset).as("offsets of %s", key).isSorted();
            assertThat(kept)
                    .extracting(Kept::number)
                    .as("numbers of %s", key)
                    .containsExactlyElementsOf(
                            IntStream.range(0, kept.size()).boxed().toList());
            assertThat(kept).as("kept of %s", key).hasSizeGreaterThanOrEqualTo(acknowledged.get(key));
        });
    }

    /** What comes again may repeat what came before, but nothing overtakes. */
    private void deliveredFirstInOrder() throws IOException {
        deliveredInOrder().forEach((key, numbers) -> {
            List<Integer> first = numbers.stream().distinct().toList();
            assertThat(first).as("first deliveries of %s", key).isSorted();
        });
    }

    private Map<String, List<Integer>> deliveredInOrder() throws IOException {
        Map<String, List<Integer>> numbers = new TreeMap<>();
        for (Recorder.Seen seen : delivered.all()) {
            JsonNode data = json.readTree(seen.arrival().data());
            numbers.computeIfAbsent(data.path("key").asText(), key -> new ArrayList<>())
                    .add(data.path("n").asInt());
        }
        return numbers;
    }

    private static List<String> missing(Map<String, Integer> acknowledged, Map<String, List<Integer>> delivered) {
        List<String> missing = new ArrayList<>();
        acknowledged.forEach((key, count) -> {
            Set<Integer> got = new HashSet<>(delivered.getOrDefault(key, List.of()));
            IntStream.range(0, count).filter(n -> !got.contains(n)).forEach(n -> missing.add(key + " " + n));
        });
        return missing;
    }

    private static Map<String, Long> left(KafkaBroker kafka, ActiveMqBroker activemq) throws Exception {
        try (KafkaClient records = new KafkaClient(kafka.address());
                JmsClient messages = new JmsClient(activemq.url())) {
            return Map.of("kafka", records.lag("kill", "kill"), "jms", (long) messages.browse("kill"));
        }
    }

    private List<String> arguments(KafkaBroker kafka, ActiveMqBroker activemq, Path routes) {
        return List.of(
                "--server.port=" + http,
                "--management.server.port=" + management,
                "--serai.cluster.locator-port=0",
                "--serai.data-dir=" + temp.resolve("data"),
                "--serai.routes=" + routes,
                "--serai.store.partitions=16",
                "--kafka.brokers=" + kafka.address(),
                "--spring.activemq.broker-url=" + activemq.url());
    }

    private Path routes(int port) throws IOException {
        Path routes = Files.createDirectory(temp.resolve("routes"));
        Files.writeString(
                routes.resolve("in.camel.yaml"),
                """
                - route:
                    id: kafka-in
                    from:
                      uri: kafka:kill
                      parameters:
                        brokers: "{{kafka.brokers}}"
                        groupId: kill
                        # after a kill, the group waits so long for the one that is gone
                        sessionTimeoutMs: 6000
                        heartbeatIntervalMs: 1500
                        autoOffsetReset: earliest
                      steps:
                        - to:
                            uri: serai:publish
                            parameters: { type: kill.kafka, source: /kafka, subject: "${jsonpath($.key)}" }
                - route:
                    id: jms-in
                    from:
                      uri: jms:queue:kill
                      steps:
                        - to:
                            uri: serai:publish
                            parameters: { type: kill.jms, source: /jms, subject: "${jsonpath($.key)}" }
                """);
        Files.writeString(
                routes.resolve("subscriptions.yaml"),
                """
                serai:
                  subscriptions:
                    everything:
                      types: kill.*
                      start: beginning
                      policy: eager
                      deliver: http://127.0.0.1:%d/everything
                """
                        .formatted(port));
        Files.writeString(
                routes.resolve("policies.yaml"),
                """
                serai:
                  policies:
                    eager:
                      retry: { attempts: 100, backoff: fixed, delay: 200ms }
                """);
        return routes;
    }
}
