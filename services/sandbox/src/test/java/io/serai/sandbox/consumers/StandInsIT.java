package io.serai.sandbox.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.sandbox.Ports;
import io.serai.sandbox.brokers.ActiveMqBroker;
import io.serai.sandbox.brokers.KafkaBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-ins between real brokers and a real HTTP client. */
class StandInsIT {

    private static final List<String> SEEN = new CopyOnWriteArrayList<>();
    private static final int PORT = Ports.free();

    @TempDir
    private static Path data;

    private static KafkaBroker kafka;
    private static ActiveMqBroker activemq;
    private static Producers producers;
    private static HttpStandIn http;
    private static JmsStandIn jms;
    private static KafkaStandIn topic;

    @BeforeAll
    static void start() {
        kafka = new KafkaBroker(data.resolve("kafka"), Ports.free());
        kafka.start(List.of("ledger"));
        activemq = new ActiveMqBroker(data.resolve("activemq"), Ports.free());
        activemq.start();
        Arrivals arrivals = (arrival, outcome) -> SEEN.add(arrival.consumer() + " " + arrival.data() + " " + outcome);
        producers = new Producers(kafka.address(), activemq.url());
        http = new HttpStandIn(PORT, producers, arrivals);
        http.start();
        jms = new JmsStandIn(activemq.url(), List.of("shipping"), arrivals);
        jms.start();
        topic = new KafkaStandIn(kafka.address(), List.of("ledger"), arrivals);
        topic.start();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : List.of(topic, jms, http, producers, activemq, kafka)) {
            part.close();
        }
    }

    @Test
    void putsMessagesIntoKafkaAndJmsForCurl() throws Exception {
        assertThat(post("/kafka/ledger", "one").body()).startsWith("in topic ledger, partition ");
        assertThat(post("/jms/shipping", "two").body()).startsWith("in queue shipping, ID:");

        await().untilAsserted(() -> assertThat(SEEN).contains("ledger one taken", "shipping two taken"));
    }

    @Test
    void refusesOnDemand() throws Exception {
        post("/fail?times=1&status=500", "");

        assertThat(post("/billing", "first").statusCode()).isEqualTo(500);
        assertThat(post("/billing", "second").statusCode()).isEqualTo(204);
        assertThat(SEEN).contains("billing first refused with 500", "billing second taken");
    }

    @Test
    void saysHowItIsAskedRightly() throws Exception {
        assertThat(post("/kafka", "").body()).contains("/kafka/NAME");
        assertThat(post("/fail?times=often", "").body()).contains("/fail?times=2&status=503");
        assertThat(post("/", "").body()).contains("/kafka/TOPIC", "/jms/QUEUE", "/fail");
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
