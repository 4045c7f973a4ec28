package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.sandbox.clients.JmsClient;
import io.serai.sandbox.clients.KafkaClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bridge from a broker that is changed while messages flow over it. */
class BrokerReloadIT {

    private static final int CHANGES = 5;

    @TempDir
    private Path temp;

    private BridgedHub hub;

    /** A way in. */
    private enum Bridge {
        KAFKA(
                """
                      uri: kafka:flow
                      parameters:
                        brokers: "{{kafka.brokers}}"
                        groupId: flow
                        autoOffsetReset: earliest
                """),
        JMS("      uri: jms:queue:flow\n");

        final String from;

        Bridge(String from) {
            this.from = from;
        }

        String route(int version) {
            return "- route:\n    id: flow\n    from:\n" + from
                    + """
                      steps:
                        - to:
                            uri: serai:publish
                            parameters: { type: flow.v%d, source: /flow }
                """
                            .formatted(version);
        }
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(temp.resolve("routes"));
        hub = new BridgedHub(temp);
        hub.activemq.start();
        hub.kafka.start(List.of("flow"));
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private void write(Bridge bridge, int version) throws Exception {
        Files.writeString(temp.resolve("routes/flow.camel.yaml"), bridge.route(version));
    }

    private List<JsonNode> events() throws Exception {
        return hub.api.events("source=/flow");
    }

    private void isUsed(int version) {
        await().untilAsserted(() -> assertThat(events())
                .extracting(event -> event.at("/event/type").asText())
                .contains("flow.v" + version));
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingAndStoresNothingTwice(Bridge bridge) throws Exception {
        write(bridge, 0);
        hub.start();
        await().until(hub::ready);
        try (KafkaClient kafka = new KafkaClient(hub.kafka.address());
                JmsClient jms = new JmsClient(hub.activemq.url())) {
            AtomicInteger sent = new AtomicInteger();
            ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
            ScheduledFuture<?> flow = sender.scheduleAtFixedRate(
                    () -> send(bridge, kafka, jms, sent.getAndIncrement()), 0, 1, TimeUnit.MILLISECONDS);
            try {
                for (int version = 1; version <= CHANGES; version++) {
                    isUsed(version - 1);
                    write(bridge, version);
                }
                isUsed(CHANGES);
                assertThat(flow.isDone()).as("sending failed").isFalse();
            } finally {
                sender.shutdown();
            }
            assertThat(sender.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

            await().untilAsserted(() -> {
                assertThat(events()).hasSizeGreaterThanOrEqualTo(sent.get());
                assertThat(bridge == Bridge.KAFKA ? kafka.lag("flow", "flow") : jms.browse("flow"))
                        .isZero();
            });
            assertThat(events())
                    .extracting(event -> event.at("/event/data/n").asInt())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, sent.get()).boxed().toList());
            assertThat(hub.rejected("flow")).isEmpty();
            assertThat(jms.browse("ActiveMQ.DLQ")).isZero();
        }
    }

    private static void send(Bridge bridge, KafkaClient kafka, JmsClient jms, int number) {
        String body = "{\"n\":" + number + "}";
        try {
            if (bridge == Bridge.KAFKA) {
                kafka.send("flow", "key", body, Map.of());
            } else {
                jms.send("flow", body, Map.of());
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
