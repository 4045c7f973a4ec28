package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.SchemaViolationException.Violation;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private static final String SCHEMA =
            """
            {"type": "object", "required": ["orderId", "lines"],
             "properties": {"orderId": {"type": "string"},
                            "lines": {"type": "array", "items": {"type": "object", "required": ["sku"],
                                      "properties": {"sku/code": {"type": "string"}, "price": {"minimum": 0}}}}}}
            """;

    private final MemoryStore store = MemoryStore.create(1, Clock.systemUTC());
    private final EventHub hub = EventHub.builder(store)
            .definitions(new Definitions(
                    Map.of(),
                    Map.of("default", Policy.DEFAULT),
                    new Catalog(Map.of(
                            "order",
                            new Catalog.EventType(
                                    "order",
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(new Catalog.Schema("schemas/order.json", SCHEMA)),
                                    Optional.empty(),
                                    Optional.empty())))))
            .build();
    private int events;

    private CloudEvent event(String type, String contentType, String data) {
        CloudEventBuilder built = CloudEventBuilder.v1()
                .withId("e" + ++events)
                .withSource(URI.create("/test"))
                .withType(type);
        if (contentType != null) {
            built.withDataContentType(contentType);
        }
        return (data == null ? built : built.withData(data.getBytes(StandardCharsets.UTF_8))).build();
    }

    private SchemaViolationException refused(CloudEvent event) {
        CompletionException failure = catchThrowableOfType(
                CompletionException.class, () -> hub.publisher().publish(event).join());
        assertThat(failure).isNotNull();
        assertThat(store.committed(0)).isZero();
        return (SchemaViolationException) failure.getCause();
    }

    @Test
    void dataThatFitsIsKept() {
        hub.publisher()
                .publish(event("order", "application/json", "{\"orderId\": \"1\", \"lines\": [{\"sku\": \"a\"}]}"))
                .join();
        hub.publisher()
                .publish(event("order", "application/vnd.shop+json; charset=utf-8", "{\"orderId\":\"1\",\"lines\":[]}"))
                .join();
        hub.publisher()
                .publish(event("order", null, "{\"orderId\":\"1\",\"lines\":[]}"))
                .join();

        assertThat(store.committed(0)).isEqualTo(3);
    }

    @Test
    void aTypeWithoutSchemaTakesAnything() {
        hub.publisher().publish(event("refund", "text/plain", "hello")).join();
        hub.publisher().publish(event("refund", null, null)).join();

        assertThat(store.committed(0)).isEqualTo(2);
    }

    @Test
    void everyViolationIsNamedWithAPointer() {
        SchemaViolationException failure = refused(
                event("order", "application/json", "{\"lines\": [{\"sku\": 1, \"sku/code\": 2}, {\"price\": -1}]}"));

        assertThat(failure.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("", "/lines/0/sku~1code", "/lines/1", "/lines/1/price");
        assertThat(failure.violations())
                .extracting(Violation::message)
                .contains("required property 'orderId' not found", "must have a minimum value of 0");
        assertThat(failure)
                .hasMessageStartingWith("data of event 'e1' does not fit schema schemas/order.json of type 'order': ");
    }

    @Test
    void dataThatIsNotJsonIsAViolation() {
        assertThat(refused(event("order", "text/plain", "{}")).violations())
                .containsExactly(new Violation("", "must be JSON, but datacontenttype is text/plain"));
        assertThat(refused(event("order", "application/json", null)).violations())
                .containsExactly(new Violation("", "must be JSON, but there is no data"));
        assertThat(refused(event("order", "application/json", "")).violations())
                .containsExactly(new Violation("", "must be JSON, but the data is empty"));
        assertThat(refused(event("order", "application/json", "{\"orderId\": ")).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.message())
                        .startsWith("must be JSON: ")
                        .contains("line 1"));
        assertThat(refused(event("order", "application/json", "{\"orderId\":\"1\",\"lines\":[]} {}"))
                        .violations())
                .hasSize(1);
    }

    @Test
    void ofABatchWithAViolationNothingIsKept() {
        List<CloudEvent> batch = List.of(
                event("order", "application/json", "{\"orderId\":\"1\",\"lines\":[]}"),
                event("order", "application/json", "{}"));

        assertThat(hub.publisher().publish(batch)).isCompletedExceptionally();
        assertThat(store.committed(0)).isZero();
    }
}
