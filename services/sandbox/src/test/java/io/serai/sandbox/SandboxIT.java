package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.sandbox.Recorder.Seen;
import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in one process, used from outside with the clients that people have. */
class SandboxIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private static Path temp;

    private static RunningSandbox sandbox;

    @BeforeAll
    static void start() throws IOException {
        Path routes = copy(RunningSandbox.ROOT.resolve("routes"), temp.resolve("routes"));
        // besides the shipped ones: bridges for messages that are CloudEvents already
        Files.writeString(
                routes.resolve("events-in.camel.yaml"),
                """
                - route:
                    id: events-in-kafka
                    from:
                      uri: kafka:events
                      parameters:
                        brokers: "{{kafka.brokers}}"
                        groupId: events
                        # nobody made the topic before
                        metadataMaxAgeMs: 1000
                        autoOffsetReset: earliest
                      steps:
                        - to: serai:publish
                - route:
                    id: events-in-jms
                    from:
                      uri: jms:queue:events
                      steps:
                        - to: serai:publish
                - route:
                    id: twice
                    from:
                      uri: serai:subscribe/twice
                      parameters: { types: test.twice, start: beginning }
                      steps:
                        - to: http://{{sandbox.consumers}}/twice
                """);
        sandbox = new RunningSandbox(temp.resolve("data"), routes);
        await().atMost(Duration.ofSeconds(120)).until(sandbox::ready);
    }

    @AfterAll
    static void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void anEventGoesFromHttpOverGeodeToActiveMq() throws Exception {
        Api.Answer answer = sandbox.api.publish("/test", "h-1", "shop.order.paid", "H-1", "{\"orderId\": \"H-1\"}");
        sandbox.api.publish("/test", "h-2", "shop.order.paid", "H-2", "{\"orderId\": \"H-2\", \"express\": true}");

        assertThat(answer.status()).isEqualTo(202);
        Seen seen = one("shipping", "H-1");
        assertThat(seen.arrival().data()).isEqualTo("{\"orderId\": \"H-1\"}");
        assertThat(seen.arrival().attributes())
                .containsEntry("id", "h-1")
                .containsEntry("source", "/test")
                .containsEntry("type", "shop.order.paid")
                .containsEntry("attempt", "1")
                .containsEntry("position", answer.body().path("position").asText());
        one("shipping-express", "H-2");
        assertThat(sandbox.recorder.of("shipping", "H-2")).isEmpty();
    }

    @Test
    void anEventGoesFromKafkaOverGeodeToHttp() throws Exception {
        try (KafkaClient kafka = new KafkaClient(sandbox.kafkaBrokers())) {
            kafka.send("orders", "K-1", "{\"orderId\": \"K-1\", \"amount\": 10}", Map.of());
        }

        Seen seen = one("billing", "K-1");
        assertThat(seen.outcome()).isEqualTo("taken");
        assertThat(seen.arrival().attributes())
                .containsEntry("type", "shop.order.placed")
                .containsEntry("source", "/legacy/orders");
        assertThat(sandbox.api.events("source=/legacy/orders&subject=K-1"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("position").asText())
                        .isEqualTo(seen.arrival().attribute("position").orElseThrow()));
    }

    @Test
    void anEventGoesFromJmsOverGeodeToKafka() throws Exception {
        try (JmsClient jms = new JmsClient(sandbox.activemqUrl())) {
            jms.send("payments", "{\"orderId\": \"J-1\", \"amount\": 10}", Map.of());
        }

        assertThat(one("ledger", "J-1").arrival().attributes())
                .containsEntry("type", "shop.payment.received")
                .containsEntry("source", "/legacy/payments");
    }

    @Test
    void aFailingConsumerIsRetriedGivenUpDeadLetteredAndRedriven() throws Exception {
        sandbox.api.publish(
                "/test", "f-1", "shop.order.placed", "F-1", "{\"orderId\": \"F-1\", \"amount\": 1, \"fail\": 3}");

        Seen letter = one("dead-letters", "F-1");
        String id = letter.arrival().attribute("idempotency-key").orElseThrow();
        assertThat(sandbox.recorder.of("billing", "F-1"))
                .extracting(seen -> seen.arrival().attribute("attempt").orElse("") + " " + seen.outcome())
                .containsExactly("1 refused with 503", "2 refused with 503", "3 refused with 503");
        JsonNode dead = sandbox.api.get("/dead-letters/" + id);
        assertThat(dead.path("state").asText()).isEqualTo("dead");
        assertThat(dead.path("attempts").asInt()).isEqualTo(3);
        assertThat(dead.path("history")).isNotEmpty();
        assertThat(one("customer-service", "F-1").arrival().attribute("type")).hasValue("shop.order.not-billed");

        assertThat(sandbox.api.post("/dead-letters/" + id + "/redrive", "{}").status())
                .isEqualTo(200);

        await().atMost(SOON).untilAsserted(() -> assertThat(
                        sandbox.api.get("/dead-letters/" + id).path("state").asText())
                .isEqualTo("resolved"));
        assertThat(sandbox.recorder.of("billing", "F-1")).last().satisfies(seen -> {
            assertThat(seen.outcome()).isEqualTo("taken");
            assertThat(seen.arrival().attribute("position"))
                    .isEqualTo(letter.arrival().attribute("position"));
        });
    }

    @Test
    void whatCannotBecomeAnEventIsKeptAndBlocksNobody() throws Exception {
        try (JmsClient jms = new JmsClient(sandbox.activemqUrl())) {
            jms.send("payments", "no json", Map.of());
            jms.send("payments", "{\"orderId\": \"J-2\", \"amount\": 10}", Map.of());
        }

        one("ledger", "J-2");
        assertThat(sandbox.api.get("/rejected").path("items"))
                .anySatisfy(item -> assertThat(item.toString()).contains("payments-in"));
    }

    @Test
    void duplicatesFromSixteenThreadsOverThreeTransportsAreStoredOnce() throws Exception {
        int events = 100;
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (KafkaClient kafka = new KafkaClient(sandbox.kafkaBrokers())) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                int transport = thread % 3;
                work.add(() -> {
                    try (JmsClient jms = new JmsClient(sandbox.activemqUrl())) {
                        for (int n = 0; n < events; n++) {
                            send(transport, "twice-" + n, kafka, jms);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(left()).isEqualTo(Map.of("kafka", 0L, "jms", 0L));
            assertThat(sandbox.recorder.of("twice")).hasSizeGreaterThanOrEqualTo(events);
        });
        List<JsonNode> stored = sandbox.api.events("type=test.twice");
        assertThat(ids(stored)).hasSize(events);
        assertThat(stored).hasSize(events);
        assertThat(sandbox.recorder.of("twice")).hasSize(events);
    }

    @Test
    void theExamplesThatItPrintsWorkAsPrinted() throws Exception {
        for (Welcome.Example example : sandbox.welcome().examples()) {
            Process shell = new ProcessBuilder("sh", "-c", example.command())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as("%s%n%s", example.command(), output).isZero();
        }

        one("shipping", "A-1");
        String letter = one("dead-letters", "A-2")
                .arrival()
                .attribute("idempotency-key")
                .orElseThrow();
        one("ledger", "A-3");
        await().atMost(SOON).untilAsserted(() -> assertThat(sandbox.printed())
                .contains("hub               shop.order.paid A-1")
                .contains("shipping          shop.order.paid A-1")
                .contains("attempt 3  refused with 503")
                .contains("redrive it: " + sandbox.welcome().redrive(letter)));
    }

    private static void send(int transport, String id, KafkaClient kafka, JmsClient jms) throws Exception {
        String data = "{\"id\": \"" + id + "\"}";
        switch (transport) {
            case 0 ->
                assertThat(sandbox.api
                                .publish("/twice", id, "test.twice", id, data)
                                .status())
                        .isEqualTo(202);
            case 1 -> kafka.send("events", id, data, event("ce_", id));
            default -> jms.send("events", data, event("cloudEvents_", id));
        }
    }

    private static Map<String, String> event(String prefix, String id) {
        // a JMS property has no hyphen in its name: this is how Camel and others spell it
        String contentType = "ce_".equals(prefix) ? "content-type" : "Content_HYPHEN_Type";
        return Map.of(
                prefix + "specversion",
                "1.0",
                prefix + "source",
                "/twice",
                prefix + "id",
                id,
                prefix + "type",
                "test.twice",
                prefix + "subject",
                id,
                contentType,
                "application/json");
    }

    /** What the bridges have not taken yet. */
    private static Map<String, Long> left() throws Exception {
        try (JmsClient jms = new JmsClient(sandbox.activemqUrl());
                KafkaClient kafka = new KafkaClient(sandbox.kafkaBrokers())) {
            return Map.of("kafka", kafka.lag("events", "events"), "jms", (long) jms.browse("events"));
        }
    }

    private static Set<String> ids(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("event").path("id").asText())
                .collect(Collectors.toSet());
    }

    private static Seen one(String consumer, String subject) {
        await().atMost(SOON).untilAsserted(() -> assertThat(sandbox.recorder.of(consumer, subject))
                .as("%s of %s", subject, consumer)
                .isNotEmpty());
        return sandbox.recorder.of(consumer, subject).get(0);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }
}
