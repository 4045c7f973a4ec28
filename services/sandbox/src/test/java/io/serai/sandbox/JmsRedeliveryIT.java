package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.sandbox.clients.JmsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.activemq.broker.BrokerRegistry;
import org.apache.activemq.broker.TransportConnection;
import org.apache.activemq.broker.TransportConnector;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose session dies after they are kept and before they are acknowledged. */
class JmsRedeliveryIT {

    private static final int MESSAGES = 20;

    @TempDir
    private Path temp;

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }

    private static void dropConnections() {
        for (TransportConnector connector :
                BrokerRegistry.getInstance().lookup("sandbox").getTransportConnectors()) {
            connector.getConnections().forEach(TransportConnection::stopAsync);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jms:queue:in", "jms:queue:in?transacted=false&acknowledgementModeName=CLIENT_ACKNOWLEDGE"})
    void whatIsRedeliveredIsStoredOnceInOrderAndAcknowledgedAtLast(String uri) throws Exception {
        Path routes = Files.createDirectories(temp.resolve("routes"));
        Files.writeString(
                routes.resolve("in.camel.yaml"),
                """
                - route:
                    id: jms-in
                    from:
                      uri: "%s"
                      steps:
                        - to:
                            uri: serai:publish
                            parameters: { type: in.jms, source: /jms, subject: one }
                """
                        .formatted(uri));
        try (BridgedHub hub = new BridgedHub(temp)) {
            hub.activemq.start();
            hub.start();
            await().until(hub::ready);
            hub.answer = new CompletableFuture<>();
            try (JmsClient jms = new JmsClient(hub.activemq.url())) {
                for (int n = 0; n < MESSAGES; n++) {
                    jms.send("in", "{\"n\":" + n + "}", Map.of());
                }
            }
            await().until(() -> hub.api.events("type=in.jms").size() == 1);

            dropConnections();
            hub.answer.complete(null);

            await().until(() -> hub.api.events("type=in.jms").size() == MESSAGES && inQueue(hub, "in") == 0);
            assertThat(hub.store.status().duplicates()).as("redelivered").isPositive();
            Map<Integer, Integer> numbers = new TreeMap<>();
            hub.api
                    .events("type=in.jms")
                    .forEach(event -> numbers.put(
                            Integer.parseInt(event.path("position").asText().replaceFirst(".*-", "")),
                            event.path("event").path("data").path("n").asInt()));
            assertThat(numbers.values())
                    .containsExactlyElementsOf(
                            IntStream.range(0, MESSAGES).boxed().toList());
            assertThat(inQueue(hub, "ActiveMQ.DLQ")).isZero();
        }
    }

    private static int inQueue(BridgedHub hub, String queue) throws jakarta.jms.JMSException {
        try (JmsClient jms = new JmsClient(hub.activemq.url())) {
            return jms.browse(queue);
        }
    }
}
