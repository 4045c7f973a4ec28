package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody outside cannot steer the hub with headers, even over a transport that lets all of them through. */
class IngressTest {

    private static final Map<String, Object> FORGED = Map.of(
            "CamelCloudEventType", "forged",
            "camelcloudeventid", "forged",
            "CamelSeraiPosition", "1-1",
            "CamelSeraiIdempotencyKey", "forged",
            "Long-Running-Action", "http://forged",
            "org.apache.camel.anything", "forged",
            "tenant", "acme");

    private final Routes routes = new Routes();

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void forgedHeadersAreGoneBeforeTheFirstStep() throws Exception {
        OpenTransport open = new OpenTransport();
        routes.context.addComponent("open", open);
        routes.route(r -> r.from("open:in").to("mock:first").to("serai:publish?type=by.route"))
                .start();
        open.arrive("x", FORGED);
        assertThat(routes.context
                        .getEndpoint("mock:first", MockEndpoint.class)
                        .getExchanges()
                        .get(0)
                        .getMessage()
                        .getHeaders())
                .containsOnlyKeys("tenant");
        assertThat(routes.hub.onlyPublished().getType()).isEqualTo("by.route");
        assertThat(routes.hub.onlyPublished().getId()).isNotEqualTo("forged");
    }

    @Test
    void aForgedKafkaPlaceIsNoIdUnlessTheRouteIsFromKafka() throws Exception {
        OpenTransport open = new OpenTransport();
        routes.context.addComponent("open", open);
        routes.route(r -> r.from("open:in").to("serai:publish?type=t")).start();
        open.arrive("x", Map.of("kafka.TOPIC", "orders", "kafka.PARTITION", 0, "kafka.OFFSET", 17));
        assertThat(routes.hub.onlyPublished().getId()).hasSize(36);
    }

    @Test
    void aRecordOfKafkaIsItsId() throws Exception {
        OpenTransport kafka = new OpenTransport();
        routes.context.addComponent("kafka", kafka);
        routes.route(r -> r.from("kafka:orders").to("serai:publish?type=t")).start();
        Map<String, Object> record = Map.of(
                "kafka.TOPIC",
                "orders",
                "kafka.PARTITION",
                2,
                "kafka.OFFSET",
                17L,
                "kafka.TIMESTAMP",
                1_763_811_000_123L);
        kafka.arrive("x", record);
        kafka.arrive("x", record);
        assertThat(routes.hub.published).extracting(e -> e.getId()).containsOnly("orders-2-17-1763811000123~t");
        assertThat(routes.hub.published.get(0).getTime()).hasToString("2025-11-22T11:30:00.123Z");
    }

    @Test
    void aTryThatFailedIsRepeatedUnderItsId() throws Exception {
        OpenTransport kafka = new OpenTransport();
        routes.context.addComponent("kafka", kafka);
        routes.hub.answer = event -> routes.hub.published.size() < 3
                ? java.util.concurrent.CompletableFuture.failedFuture(
                        new io.serai.store.StoreUnavailableException("opening", java.time.Duration.ofSeconds(1)))
                : java.util.concurrent.CompletableFuture.completedFuture(routes.hub.appended(event, false));
        routes.route(r -> {
                    r.errorHandler(
                            r.defaultErrorHandler().maximumRedeliveries(5).redeliveryDelay(0));
                    r.from("kafka:orders").to("serai:publish?type=t").to("serai:publish?type=t");
                })
                .start();
        kafka.arrive("x", Map.of("kafka.TOPIC", "orders", "kafka.PARTITION", 2, "kafka.OFFSET", 17L));
        assertThat(routes.hub.published)
                .extracting(e -> e.getId())
                .containsExactly("orders-2-17~t", "orders-2-17~t", "orders-2-17~t", "orders-2-17~t~2");
    }

    @Test
    void aHeaderOfTheRoutesOwnStays() throws Exception {
        routes.route(r -> r.from("direct:in").to("mock:first").to("serai:publish?type=t"))
                .start();
        routes.context.createProducerTemplate().sendBodyAndHeader("direct:in", "x", "CamelCloudEventSubject", "mine");
        assertThat(routes.hub.onlyPublished().getSubject()).isEqualTo("mine");
    }
}
