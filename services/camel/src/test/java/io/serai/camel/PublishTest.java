package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.serai.store.ConflictException;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import io.serai.store.Position;
import io.serai.store.StoreException;
import io.serai.store.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a message that is sent to serai:publish. */
class PublishTest {

    private final Routes routes = new Routes();

    @AfterEach
    void stop() {
        routes.close();
    }

    private void publish(String parameters) throws Exception {
        routes.route(r -> r.from("direct:in")
                        .routeId("in")
                        .to("serai:publish" + parameters)
                        .to("mock:after"))
                .start();
    }

    private Exchange send(Object body, Map<String, Object> headers) {
        return routes.context.createProducerTemplate().send("direct:in", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    @Nested
    class AMessageThatIsNoEvent {

        @Test
        void becomesOneByTheParameters() throws Exception {
            publish(
                    "?type=${header.kind}&source=/legacy/${header.from}&subject=s-${body.length}&id=i-1&partitionkey=p"
                            + "&correlationid=c&causationid=x&time=2026-11-22T10:00:00Z&dataschema=http://s&extension.tenant=acme");
            send(
                    "abc",
                    Map.of(
                            "kind",
                            "shop.order.placed",
                            "from",
                            "orders",
                            "Content-Type",
                            "text/plain; charset=UTF-16BE"));
            CloudEvent event = routes.hub.onlyPublished();
            assertThat(event.getType()).isEqualTo("shop.order.placed");
            assertThat(event.getSource()).hasToString("/legacy/orders");
            assertThat(event.getSubject()).isEqualTo("s-3");
            assertThat(event.getId()).isEqualTo("i-1");
            assertThat(event.getExtension("partitionkey")).isEqualTo("p");
            assertThat(event.getExtension("correlationid")).isEqualTo("c");
            assertThat(event.getExtension("causationid")).isEqualTo("x");
            assertThat(event.getExtension("tenant")).isEqualTo("acme");
            assertThat(event.getTime()).hasToString("2026-11-22T10:00Z");
            assertThat(event.getDataSchema()).hasToString("http://s");
            assertThat(event.getDataContentType()).isEqualTo("text/plain; charset=UTF-16BE");
            assertThat(event.getData().toBytes()).isEqualTo("abc".getBytes(StandardCharsets.UTF_16BE));
        }

        @Test
        void getsTheRouteAsSourceAndAUuid() throws Exception {
            publish("?type=t");
            send(null, Map.of());
            CloudEvent event = routes.hub.onlyPublished();
            assertThat(event.getSource()).hasToString("/routes/in");
            assertThat(event.getId()).hasSize(36);
            assertThat(event.getData()).isNull();
            assertThat(event.getDataContentType()).isNull();
        }

        @Test
        void isReadFromAStreamThatLaterStepsCanReadAgain() throws Exception {
            publish("?type=t");
            send(new ByteArrayInputStream("[1]".getBytes(StandardCharsets.UTF_8)), Map.of());
            assertThat(routes.hub.onlyPublished().getData().toBytes())
                    .asString()
                    .isEqualTo("[1]");
            MockEndpoint after = routes.context.getEndpoint("mock:after", MockEndpoint.class);
            assertThat(after.getExchanges().get(0).getMessage().getBody(String.class))
                    .isEqualTo("[1]");
        }

        @Test
        void takesOverAW3cTrace() throws Exception {
            publish("?type=t");
            send("x", Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
            assertThat(routes.hub.onlyPublished().getExtension("traceparent"))
                    .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        }

        @Test
        void withoutATypeIsRejectedAndKept() throws Exception {
            publish("");
            Exchange out = send("x", Map.of("a", "b"));
            assertThat(out.getException()).isNull();
            assertThat(routes.hub.published).isEmpty();
            assertThat(routes.hub.rejected).singleElement().satisfies(input -> {
                assertThat(input.code()).isEqualTo("invalid");
                assertThat(input.message()).contains("give serai:publish the parameter type");
                assertThat(input.bridge()).isEqualTo("bridge/in");
                assertThat(input.headers()).containsEntry("a", "b");
                assertThat(input.body()).asString().isEqualTo("x");
            });
        }

        @Test
        void whoseExpressionFailsIsRejectedWithTheExpression() throws Exception {
            routes.yaml(
                            """
                            - route:
                                from:
                                  uri: direct:in
                                  steps:
                                    - to:
                                        uri: serai:publish
                                        parameters: { type: t, subject: "${jsonpath($.orderId)}" }
                            """)
                    .start();
            Exchange out = send("no json {", Map.of());
            assertThat(out.getException()).isNull();
            assertThat(out.getMessage().getHeader(SeraiConstants.REJECTED)).isEqualTo("rejected-1");
            assertThat(routes.hub.rejected).singleElement().satisfies(input -> assertThat(input.message())
                    .startsWith("parameter subject '${jsonpath($.orderId)}' failed: "));
        }

        @Test
        void whoseIdExpressionGivesNothingIsRejected() throws Exception {
            publish("?type=t&id=${header.nothing}");
            send("x", Map.of());
            assertThat(routes.hub.rejected).singleElement().satisfies(input -> assertThat(input.message())
                    .contains("gave nothing for this message"));
        }

        @Test
        void whoseBodyCannotBecomeBytesIsRejected() throws Exception {
            publish("?type=t");
            send(new Object(), Map.of());
            assertThat(routes.hub.rejected).singleElement().satisfies(input -> assertThat(input.message())
                    .contains("marshal it before"));
        }
    }

    @Nested
    class TheAnswer {

        @Test
        void isOnTheExchange() throws Exception {
            routes.hub.answer = event -> CompletableFuture.completedFuture(
                    new io.serai.store.Appended(event.getId(), event.getSource(), new Position(4, 17), true));
            publish("?type=t&id=e");
            Exchange out = send("x", Map.of(SeraiConstants.REJECTED, "of an earlier step"));
            assertThat(out.getMessage().getHeaders())
                    .containsEntry(SeraiConstants.POSITION, "4-17")
                    .containsEntry(SeraiConstants.DUPLICATE, true)
                    .containsEntry(SeraiConstants.EVENT_ID, "e")
                    .doesNotContainKey(SeraiConstants.REJECTED);
        }

        @Test
        void isWaitedForBeforeTheExchangeGoesOn() throws Exception {
            CompletableFuture<io.serai.store.Appended> stored = new CompletableFuture<>();
            routes.hub.answer = event -> stored;
            publish("?type=t");
            CompletableFuture<Exchange> out = routes.context
                    .createProducerTemplate()
                    .asyncSend("direct:in", exchange -> exchange.getMessage().setBody("x"));
            org.awaitility.Awaitility.await().until(() -> routes.hub.published.size() == 1);
            MockEndpoint after = routes.context.getEndpoint("mock:after", MockEndpoint.class);
            assertThat(after.getReceivedCounter()).isZero();
            assertThat(out).isNotDone();
            Thread[] ran = new Thread[1];
            after.whenAnyExchangeReceived(exchange -> ran[0] = Thread.currentThread());
            Thread store =
                    new Thread(() -> stored.complete(routes.hub.appended(routes.hub.published.get(0), false)), "store");
            store.start();
            out.join();
            assertThat(after.getReceivedCounter()).isEqualTo(1);
            assertThat(ran[0]).isNotSameAs(store);
        }

        @ParameterizedTest
        @MethodSource("io.serai.camel.PublishTest#neverAnEvent")
        void thatItCanNeverBecomeAnEventKeepsItAndGoesOn(StoreException failure, String code) throws Exception {
            routes.hub.answer = event -> CompletableFuture.failedFuture(failure);
            publish("?type=t");
            Exchange out = send("x", Map.of());
            assertThat(out.getException()).isNull();
            assertThat(out.getMessage().getHeaders())
                    .containsEntry(SeraiConstants.REJECTED, "rejected-1")
                    .doesNotContainKeys(SeraiConstants.POSITION, SeraiConstants.DUPLICATE);
            assertThat(routes.hub.rejected).singleElement().satisfies(input -> {
                assertThat(input.code()).isEqualTo(code);
                assertThat(input.message()).isEqualTo(failure.getMessage());
            });
            assertThat(routes.context
                            .getEndpoint("mock:after", MockEndpoint.class)
                            .getReceivedCounter())
                    .isEqualTo(1);
        }

        @Test
        void thatTheStoreCannotTakeItNowFailsTheExchange() throws Exception {
            routes.hub.answer = event ->
                    CompletableFuture.failedFuture(new StoreUnavailableException("opening", Duration.ofSeconds(1)));
            publish("?type=t");
            Exchange out = send("x", Map.of());
            assertThat(out.getException()).isInstanceOf(StoreUnavailableException.class);
            assertThat(routes.hub.rejected).isEmpty();
            assertThatThrownBy(() -> routes.context.createProducerTemplate().sendBody("direct:in", "x"))
                    .isInstanceOf(CamelExecutionException.class);
        }
    }

    static Stream<Arguments> neverAnEvent() {
        return Stream.of(
                Arguments.of(new InvalidEventException("no"), "invalid"),
                Arguments.of(new EventTooLargeException("e", 10, 5), "too-large"),
                Arguments.of(new ConflictException("e", "/s", new Position(1, 2)), "conflict"),
                Arguments.of(
                        new io.serai.delivery.SchemaViolationException(
                                "e",
                                "t",
                                "s.json",
                                java.util.List.of(
                                        new io.serai.delivery.SchemaViolationException.Violation("/a", "no"))),
                        "schema"));
    }
}
