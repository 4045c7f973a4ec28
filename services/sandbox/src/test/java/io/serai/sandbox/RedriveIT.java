package io.serai.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What came over a broker and was rejected is delivered once after the schema or the route was mended. */
class RedriveIT {

    private static final String KAFKA_FROM =
            """
                  uri: kafka:redrive
                  parameters:
                    brokers: "{{kafka.brokers}}"
                    groupId: redrive
                    autoOffsetReset: earliest
            """;
    private static final String JMS_FROM = "      uri: jms:queue:redrive\n";
    private static final String SPOILING =
            """
                    - removeHeaders: { pattern: "*", excludePattern: kind }
                    - setBody: { constant: spoilt }
            """;
    private static final String LENIENT = "{\"type\": \"object\"}";

    @TempDir
    private static Path temp;

    private static BridgedHub hub;
    private static KafkaClient kafka;
    private static JmsClient jms;

    /** A way in. */
    private enum Bridge {
        KAFKA(KAFKA_FROM),
        JMS(JMS_FROM);

        final String from;
        final String route = "redrive-" + name().toLowerCase(Locale.ROOT);

        Bridge(String from) {
            this.from = from;
        }

        void send(byte[] body, Map<String, String> headers) throws Exception {
            if (this == KAFKA) {
                kafka.send("redrive", "key", body, headers);
            } else {
                jms.send("redrive", body, headers);
            }
        }

        long left() throws Exception {
            return this == KAFKA ? kafka.lag("redrive", "redrive") : jms.browse("redrive");
        }

        String type(String word) {
            return route + "." + word;
        }

        void write(String steps) throws Exception {
            Files.writeString(
                    temp.resolve("routes").resolve(route + ".camel.yaml"),
                    "- route:\n    id: %s\n    from:\n%s      steps:\n%s".formatted(route, from, steps));
        }

        String publishing(String subject) {
            return """
                            - to:
                                uri: serai:publish
                                parameters: { type: "%s.${header.kind}", source: /%s, subject: "%s" }
                    """
                    .formatted(route, route, subject);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(temp.resolve("routes/schemas"));
        for (Bridge bridge : Bridge.values()) {
            bridge.write(bridge.publishing("${header.kind}"));
            strict(bridge);
        }
        Files.writeString(
                temp.resolve("routes/catalog.yaml"),
                """
                serai:
                  catalog:
                    redrive-kafka.strict: { owner: a test, schema: schemas/redrive-kafka.json }
                    redrive-jms.strict: { owner: a test, schema: schemas/redrive-jms.json }
                """);
        Files.writeString(
                temp.resolve("routes/subscriptions.yaml"),
                """
                serai:
                  subscriptions:
                    all: { types: "*", deliver: "seda:delivered?size=1000" }
                """);
        hub = new BridgedHub(temp);
        hub.activemq.start();
        hub.kafka.start(List.of("redrive"));
        hub.start();
        kafka = new KafkaClient(hub.kafka.address());
        jms = new JmsClient(hub.activemq.url());
        await().until(hub::ready);
    }

    private static void strict(Bridge bridge) throws Exception {
        schema(bridge, "{\"type\": \"object\", \"required\": [\"n\"]}");
    }

    private static void schema(Bridge bridge, String text) throws Exception {
        Files.writeString(temp.resolve("routes/schemas").resolve(bridge.route + ".json"), text);
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

    private static JsonNode onlyRejected(Bridge bridge) throws Exception {
        await().untilAsserted(() -> {
            assertThat(hub.rejected(bridge.route)).hasSize(1);
            assertThat(bridge.left()).isZero();
        });
        return hub.rejected(bridge.route).get(0);
    }

    /** Again and again until the mended files are taken over. */
    private static JsonNode redriven(String id) {
        return await().until(() -> hub.api.post("/rejected/" + id + "/redrive", ""), answer -> answer.status() == 200)
                .body();
    }

    private static void deliveredOnce(Bridge bridge, String type, JsonNode redriven) throws Exception {
        assertThat(redriven.path("published")).hasSize(1);
        assertThat(redriven.at("/published/0/duplicate").asBoolean()).isFalse();
        String position = redriven.at("/published/0/position").asText();
        await().untilAsserted(() -> assertThat(hub.api
                        .get("/events/" + position + "?deliveries=true")
                        .at("/deliveries/0/state")
                        .asText())
                .isEqualTo("delivered"));
        assertThat(hub.api.events("type=" + bridge.type(type))).hasSize(1);
        assertThat(hub.rejected(bridge.route)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatASchemaRejectedIsDeliveredOnceWhenTheSchemaIsMended(Bridge bridge) throws Exception {
        bridge.send("{\"m\": 1}".getBytes(UTF_8), Map.of("kind", "strict"));
        JsonNode kept = onlyRejected(bridge);
        String id = kept.path("id").asText();
        assertThat(kept.path("code").asText()).isEqualTo("schema");
        Api.Answer again = hub.api.post("/rejected/" + id + "/redrive", "");
        assertThat(again.status()).as(again.toString()).isEqualTo(422);
        assertThat(again.body().path("code").asText()).isEqualTo("schema");
        assertThat(onlyRejected(bridge).path("id").asText()).isEqualTo(id);

        hub.refusing = true;
        schema(bridge, LENIENT);
        await().until(() -> hub.api.post("/rejected/" + id + "/redrive", ""), answer -> answer.status() == 503);
        assertThat(onlyRejected(bridge).path("code").asText()).isEqualTo("schema");
        hub.refusing = false;

        deliveredOnce(bridge, "strict", redriven(id));
        assertThat(hub.api.post("/rejected/" + id + "/redrive", "").status()).isEqualTo(404);
        strict(bridge);
    }

    @ParameterizedTest
    @EnumSource
    void whatABrokenRouteRejectedIsStoredToTheByteWhenTheRouteIsMended(Bridge bridge) throws Exception {
        byte[] came = {'{', '"', 'o', '"', ':', '"', (byte) 0xff, '"', '}'};
        bridge.write(SPOILING + bridge.publishing("${jsonpath($.order.id)}"));
        // a route that is broken for good messages, too, is seen by what it makes of them
        await().untilAsserted(() -> {
            bridge.send("{\"order\": {\"id\": 1}}".getBytes(UTF_8), Map.of("kind", "probe"));
            assertThat(hub.rejected(bridge.route)).isNotEmpty();
        });
        await().until(() -> bridge.left() == 0);
        for (JsonNode probe : hub.rejected(bridge.route)) {
            hub.api.post("/rejected/" + probe.path("id").asText() + "/discard", "");
        }
        bridge.send(came, Map.of("kind", "mended"));
        JsonNode kept = onlyRejected(bridge);
        assertThat(kept.path("message").asText()).contains("jsonpath");
        assertThat(kept.path("base64").asText()).isEqualTo(Base64.getEncoder().encodeToString(came));

        bridge.write(bridge.publishing("${header.kind}"));

        deliveredOnce(bridge, "mended", redriven(kept.path("id").asText()));
        JsonNode stored = hub.api.events("type=" + bridge.type("mended")).get(0).path("event");
        assertThat(stored.path("data_base64").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(came));
        assertThat(stored.path("subject").asText()).isEqualTo("mended");
    }
}
