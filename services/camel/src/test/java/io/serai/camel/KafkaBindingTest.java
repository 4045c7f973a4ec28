package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which record a subscription sends, and which event a record becomes, up to Kafka's own client. */
class KafkaBindingTest {

    private final Routes routes = new Routes();

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final MockProducer<Object, Object> kafka =
            new MockProducer(true, null, new StringSerializer(), new StringSerializer());

    @BeforeEach
    void connect() {
        KafkaComponent component = new KafkaComponent();
        component.getConfiguration().setBrokers("127.0.0.1:1");
        component.setKafkaClientFactory(new DefaultKafkaClientFactory() {
            @Override
            @SuppressWarnings({"unchecked", "rawtypes"})
            public Producer getProducer(Properties config) {
                return kafka;
            }
        });
        routes.context.addComponent("kafka", component);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    private ProducerRecord<Object, Object> deliver(String from, String to, CloudEvent event) throws Exception {
        routes.route(r -> r.from(from).to(to)).start();
        assertThat(routes.hub.only().deliver(event).get(5, TimeUnit.SECONDS)).isEqualTo(Outcome.delivered());
        assertThat(kafka.history()).hasSize(1);
        return kafka.history().get(0);
    }

    private static Map<String, String> headers(ProducerRecord<?, ?> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    @Test
    void aRecordHasExactlyTheHeadersOfTheBindingAndTheKeyOfTheEvent() throws Exception {
        ProducerRecord<?, ?> record = deliver("serai:subscribe/s?types=*", "kafka:out", Routes.event());
        assertThat(headers(record))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", "e-1"),
                        Map.entry("ce_source", "/legacy/orders"),
                        Map.entry("ce_type", "shop.order.placed"),
                        Map.entry("ce_subject", "o-4711"),
                        Map.entry("ce_correlationid", "tx-1"),
                        Map.entry("ce_traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                        Map.entry("content-type", "application/json"),
                        Map.entry("serai_attempt", "1"),
                        Map.entry("serai_position", "12-345"),
                        Map.entry("serai_incarnation", "7"),
                        Map.entry("Idempotency-Key", "s~12-345")));
        assertThat(record.key()).isEqualTo("o-4711");
        assertThat(record.value()).isEqualTo(new String(Routes.event().getData().toBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void theKeyThatTheAddressOrTheRouteSetsStays() throws Exception {
        assertThat(deliver("serai:subscribe/s?types=*", "kafka:out?key=k", Routes.event())
                        .key())
                .isEqualTo("k");
    }

    @Test
    void theKeyThatTheRouteSetsStays() throws Exception {
        routes.route(r -> r.from("serai:subscribe/s?types=*")
                        .setHeader("kafka.KEY", r.constant("mine"))
                        .to("kafka:out"))
                .start();
        routes.hub.only().deliver(Routes.event()).get(5, TimeUnit.SECONDS);
        assertThat(kafka.history().get(0).key()).isEqualTo("mine");
    }

    @Test
    void structuredModeIsOneDocument() throws Exception {
        ProducerRecord<?, ?> record =
                deliver("serai:subscribe/s?types=*&binding=structured", "kafka:out", Routes.event());
        assertThat(headers(record))
                .containsOnlyKeys(
                        "content-type", "serai_attempt", "serai_position", "serai_incarnation", "Idempotency-Key")
                .containsEntry("content-type", "application/cloudevents+json");
        assertThat((String) record.value()).contains("\"type\":\"shop.order.placed\"");
    }

    @Test
    void afterARecordTheBodyIsTheRoutesAgain() throws Exception {
        routes.route(r -> r.from("serai:subscribe/s?types=*&binding=structured")
                        .to("kafka:one")
                        .to("mock:end")
                        .to("kafka:two"))
                .start();
        routes.hub.only().deliver(Routes.event()).get(5, TimeUnit.SECONDS);
        assertThat(routes.context
                        .getEndpoint("mock:end", org.apache.camel.component.mock.MockEndpoint.class)
                        .getExchanges()
                        .get(0)
                        .getMessage()
                        .getBody(String.class))
                .startsWith("{\"orderId\"");
        assertThat(headers(kafka.history().get(1)))
                .isEqualTo(headers(kafka.history().get(0)));
    }
}
