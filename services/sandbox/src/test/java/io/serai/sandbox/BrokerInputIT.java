package io.serai.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes over a broker and is no event is kept as it was, and neither blocks its source nor is lost. */
class BrokerInputIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    private static Path temp;

    private static BridgedHub hub;
    private static KafkaClient kafka;
    private static JmsClient jms;

    @BeforeAll
    static void start() throws Exception {
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
                      steps:
                        - to: serai:publish
                - route:
                    id: jms-in
                    from:
                      uri: jms:queue:in
                      steps:
                        - to: serai:publish
                """);
        Files.writeString(
                routes.resolve("catalog.yaml"),
                """
                serai:
                  catalog:
                    strict:
                      owner: a test
                      schema: strict.json
                """);
        Files.writeString(
                routes.resolve("strict.json"),
                """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["n"]}
                """);
        hub = new BridgedHub(temp);
        hub.activemq.start();
        hub.kafka.start(List.of("in"));
        hub.start();
        kafka = new KafkaClient(hub.kafka.address());
        jms = new JmsClient(hub.activemq.url());
        await().until(hub::ready);
    }

    @AfterAll
    static void stop() throws Exception {
        try (BridgedHub last = hub;
                KafkaClient client = kafka;
                JmsClient session = jms) {
            hub.refusing = false;
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    /** A way in. */
    private enum Bridge {
        KAFKA("kafka-in", "kafka in-\\d-\\d+", "ce_", "content-type"),
        JMS("jms-in", "jms in ID:.+", "cloudEvents_", "Content_HYPHEN_Type");

        final String route;
        final String origin;
        final String prefix;
        final String contentType;

        Bridge(String route, String origin, String prefix, String contentType) {
            this.route = route;
            this.origin = origin;
            this.prefix = prefix;
            this.contentType = contentType;
        }

        void send(Map<String, String> headers, byte[] body) throws Exception {
            Map<String, String> named = new HashMap<>();
            headers.forEach((name, value) -> named.put(name.equals("content-type") ? contentType : name, value));
            if (this == KAFKA) {
                kafka.send("in", "key", body, named);
            } else {
                jms.send("in", body, named);
            }
        }

        Map<String, String> event(String id, String type) {
            Map<String, String> headers = new HashMap<>(Map.of(
                    prefix + "specversion",
                    "1.0",
                    prefix + "id",
                    id,
                    prefix + "source",
                    "/" + route,
                    prefix + "type",
                    type,
                    "content-type",
                    "application/json"));
            return headers;
        }

        long left() throws Exception {
            return this == KAFKA ? kafka.lag("in", "in") : jms.browse("in");
        }

        List<JsonNode> stored(String type) throws Exception {
            return hub.api.events("type=" + type + "&source=/" + route);
        }
    }

    /** A message that is no event. */
    private record Mistake(String what, String code, Map<String, String> headers, byte[] body) {}

    private static Stream<Mistake> mistakes(Bridge bridge) {
        Map<String, String> structured = Map.of("content-type", "application/cloudevents+json");
        byte[] noText = {'{', '"', (byte) 0xff, (byte) 0xfe, 0, '"', '}'};
        return Stream.of(
                new Mistake("nothing that tells a type", "invalid", Map.of("trace", "t-1"), utf8("{}")),
                new Mistake("binary without type", "invalid", changed(bridge, "type", null), utf8("{}")),
                new Mistake("binary without id", "invalid", changed(bridge, "id", null), utf8("{}")),
                new Mistake("binary without source", "invalid", changed(bridge, "source", null), utf8("{}")),
                new Mistake("an empty id", "invalid", changed(bridge, "id", ""), utf8("{}")),
                new Mistake("an empty source", "invalid", changed(bridge, "source", ""), utf8("{}")),
                new Mistake("an empty type", "invalid", changed(bridge, "type", ""), utf8("{}")),
                new Mistake("unknown version", "invalid", changed(bridge, "specversion", "9.9"), utf8("{}")),
                new Mistake("a time that is none", "invalid", changed(bridge, "time", "yesterday"), utf8("{}")),
                new Mistake("a source that is none", "invalid", changed(bridge, "source", "not a uri"), utf8("{}")),
                new Mistake("malformed document", "invalid", structured, utf8("{\"specversion\":")),
                new Mistake(
                        "document without id",
                        "invalid",
                        structured,
                        utf8("{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\"}")),
                new Mistake("document that is no UTF-8", "invalid", structured, noText),
                new Mistake("empty document", "invalid", structured, new byte[0]),
                new Mistake(
                        "batch", "invalid", Map.of("content-type", "application/cloudevents-batch+json"), utf8("[]")),
                new Mistake("schema violated", "schema", changed(bridge, "type", "strict"), utf8("{\"m\":1}")),
                new Mistake("data that is no JSON", "schema", changed(bridge, "type", "strict"), noText),
                new Mistake("known id", "conflict", changed(bridge, "id", "known"), noText));
    }

    private static Map<String, String> changed(Bridge bridge, String attribute, String value) {
        Map<String, String> headers = bridge.event("m-" + NUMBERS.incrementAndGet(), "free");
        headers.remove(bridge.prefix + attribute);
        if (value != null) {
            headers.put(bridge.prefix + attribute, value);
        }
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] body(JsonNode rejected) throws Exception {
        return rejected.hasNonNull("base64")
                ? Base64.getDecoder().decode(rejected.path("base64").asText())
                : utf8(rejected.path("text").asText());
    }

    @ParameterizedTest
    @EnumSource
    void everyMistakeIsKeptToTheByteWithCauseAndOriginAndAcknowledged(Bridge bridge) throws Exception {
        bridge.send(bridge.event("known", "free"), utf8("{}"));
        List<Mistake> mistakes = mistakes(bridge).toList();
        for (Mistake mistake : mistakes) {
            bridge.send(mistake.headers(), mistake.body());
        }
        bridge.send(bridge.event("last", "last"), utf8("{}"));

        await().untilAsserted(() -> {
            assertThat(bridge.stored("last")).hasSize(1);
            assertThat(bridge.left()).isZero();
        });
        List<JsonNode> kept = hub.rejected(bridge.route);
        for (Mistake mistake : mistakes) {
            assertThat(kept).as(mistake.what()).anySatisfy(item -> {
                assertThat(body(item)).isEqualTo(mistake.body());
                assertThat(item.path("code").asText()).isEqualTo(mistake.code());
                assertThat(item.path("message").asText()).isNotBlank();
                assertThat(item.path("origin").asText()).matches(bridge.origin);
                assertThat(headers(item)).containsAllEntriesOf(asReceived(mistake.headers()));
            });
        }
        assertThat(kept.stream().map(item -> item.path("origin").asText()).distinct())
                .hasSameSizeAs(mistakes);
    }

    private static Map<String, String> headers(JsonNode item) {
        Map<String, String> headers = new HashMap<>();
        item.path("headers")
                .fields()
                .forEachRemaining(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().asText()));
        return headers;
    }

    private static Map<String, String> asReceived(Map<String, String> sent) {
        Map<String, String> headers = new HashMap<>();
        sent.forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    @ParameterizedTest
    @EnumSource
    void dataThatIsNoTextIsStoredToTheByte(Bridge bridge) throws Exception {
        byte[] data = {0, (byte) 0xff, (byte) 0xc3, 0x28, 1};
        Map<String, String> headers = bridge.event("bytes", "bytes");
        headers.put("content-type", "application/octet-stream");
        bridge.send(headers, data);

        await().untilAsserted(() -> assertThat(bridge.stored("bytes")).hasSize(1));
        assertThat(bridge.stored("bytes")
                        .get(0)
                        .path("event")
                        .path("data_base64")
                        .asText())
                .isEqualTo(Base64.getEncoder().encodeToString(data));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooLargeIsKeptAndAcknowledged(Bridge bridge) throws Exception {
        byte[] data = new byte[(1 << 20) + 1];
        Arrays.fill(data, (byte) 'x');
        bridge.send(bridge.event("large", "large"), data);
        bridge.send(bridge.event("after-large", "after-large"), utf8("{}"));

        await().untilAsserted(() -> assertThat(bridge.stored("after-large")).hasSize(1));
        assertThat(hub.rejected(bridge.route)).anySatisfy(item -> {
            assertThat(item.path("code").asText()).isEqualTo("too-large");
            assertThat(item.path("size").asInt()).isEqualTo(data.length);
        });
    }

    @Test
    void whatTheStoreRefusesForNowWaitsUnacknowledgedForAsLongAsItTakes() throws Exception {
        hub.refusing = true;
        try {
            for (Bridge bridge : Bridge.values()) {
                for (int n = 0; n < 5; n++) {
                    bridge.send(bridge.event("refused-" + n, "refused"), utf8("{}"));
                }
            }
            // ActiveMQ gives a message up after six redeliveries
            await().until(() ->
                    Stream.of(Bridge.values()).allMatch(bridge -> hub.refused.getOrDefault("/" + bridge.route, 0) > 8));
            for (Bridge bridge : Bridge.values()) {
                assertThat(bridge.left()).as(bridge.route).isEqualTo(5);
            }
        } finally {
            hub.refusing = false;
        }
        await().untilAsserted(() -> {
            for (Bridge bridge : Bridge.values()) {
                assertThat(bridge.stored("refused")).as(bridge.route).hasSize(5);
                assertThat(bridge.left()).as(bridge.route).isZero();
            }
        });
        assertThat(jms.browse("ActiveMQ.DLQ")).isZero();
    }
}
