package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an HTTP server gets from a subscription, and what its answers mean. */
class HttpBindingIT {

    private static final Map<String, String> BINARY = Map.ofEntries(
            Map.entry("ce-specversion", "1.0"),
            Map.entry("ce-id", "e-1"),
            Map.entry("ce-source", "/legacy/orders"),
            Map.entry("ce-type", "shop.order.placed"),
            Map.entry("ce-subject", "o-4711"),
            Map.entry("ce-correlationid", "tx-1"),
            Map.entry("ce-traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            Map.entry("content-type", "application/json"),
            Map.entry("serai-attempt", "1"),
            Map.entry("serai-position", "12-345"),
            Map.entry("serai-incarnation", "7"),
            Map.entry("idempotency-key", "s~12-345"));

    private final Routes routes = new Routes();
    private final HttpTarget target = new HttpTarget();

    @AfterEach
    void stop() {
        routes.close();
        target.close();
    }

    private Outcome deliver(CloudEvent event) throws Exception {
        return routes.hub.only().deliver(event).get(10, TimeUnit.SECONDS);
    }

    private HttpTarget.Request got() {
        assertThat(target.requests).hasSize(1);
        return target.requests.get(0);
    }

    private void toTarget(String options) throws Exception {
        routes.route(r -> r.from("serai:subscribe/s?types=*" + options).to(target.url()))
                .start();
    }

    @Nested
    class TheRequest {

        @Test
        void hasExactlyTheHeadersOfTheBinaryBinding() throws Exception {
            toTarget("");
            assertThat(deliver(Routes.event())).isEqualTo(Outcome.delivered());
            assertThat(got().headers()).containsExactlyInAnyOrderEntriesOf(BINARY);
            assertThat(got().body()).isEqualTo(Routes.event().getData().toBytes());
            assertThat(got().method()).isEqualTo("POST");
        }

        @Test
        void isAPostEvenWithoutDataAndWithAQuery() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*").to(target.url() + "?a=b"))
                    .start();
            deliver(CloudEventBuilder.v1(Routes.event())
                    .withoutData()
                    .withoutDataContentType()
                    .build());
            assertThat(got().method()).isEqualTo("POST");
            assertThat(got().path()).endsWith("?a=b");
            assertThat(got().body()).isEmpty();
            assertThat(got().headers()).doesNotContainKey("content-type");
        }

        @Test
        void hasTheMethodThatTheRouteSets() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .setHeader("CamelHttpMethod", r.constant("PUT"))
                            .to(target.url()))
                    .start();
            deliver(Routes.event());
            assertThat(got().method()).isEqualTo("PUT");
        }

        @Test
        void tellsAttemptAndReplay() throws Exception {
            toTarget("");
            routes.hub.only().deliver(Routes.event(), 4, true).get(10, TimeUnit.SECONDS);
            assertThat(got().headers()).containsEntry("serai-attempt", "4").containsEntry("serai-replay", "true");
        }

        @Test
        void isOneDocumentInStructuredMode() throws Exception {
            toTarget("&binding=structured");
            deliver(Routes.event());
            assertThat(got().headers().keySet())
                    .containsExactlyInAnyOrder(
                            "content-type", "serai-attempt", "serai-position", "serai-incarnation", "idempotency-key");
            assertThat(got().headers().get("content-type")).startsWith("application/cloudevents+json");
            CloudEvent event = EventFormatProvider.getInstance()
                    .resolveFormat(JsonFormat.CONTENT_TYPE)
                    .deserialize(got().body());
            assertThat(event.getId()).isEqualTo("e-1");
            assertThat(event.getType()).isEqualTo("shop.order.placed");
            assertThat(event.getExtension("correlationid")).isEqualTo("tx-1");
        }

        @Test
        void keepsDataToTheByteInStructuredMode() throws Exception {
            String data = "{ \"n\" : 1.10, \"e\": 1e400, \"big\": 12345678901234567890.12345678901234567890 }";
            toTarget("&binding=structured");
            deliver(CloudEventBuilder.v1(Routes.event())
                    .withData(data.getBytes(StandardCharsets.UTF_8))
                    .build());
            assertThat(got().body()).asString(StandardCharsets.UTF_8).contains("\"data\":" + data);
        }

        @Test
        void isTheMessageAloneInNoMode() throws Exception {
            toTarget("&binding=none");
            deliver(Routes.event());
            assertThat(got().headers())
                    .containsOnlyKeys(
                            "content-type", "serai-attempt", "serai-position", "serai-incarnation", "idempotency-key");
            assertThat(got().body()).isEqualTo(Routes.event().getData().toBytes());
        }

        @Test
        void percentEncodesWhatAHeaderCannotCarry() throws Exception {
            toTarget("");
            deliver(CloudEventBuilder.v1(Routes.event())
                    .withSubject("Euro € \"😀\" 100%\r\nx: y")
                    .build());
            assertThat(got().headers())
                    .containsEntry("ce-subject", "Euro%20%E2%82%AC%20%22%F0%9F%98%80%22%20100%25%0D%0Ax:%20y")
                    .doesNotContainKey("x");
        }

        @Test
        void carriesWhatTheRouteChanged() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .setBody(r.constant("<größe/>"))
                            .setHeader("Content-Type", r.constant("application/xml"))
                            .setHeader("CamelCloudEventType", r.constant("shop.order.enriched"))
                            .setHeader("Authorization", r.constant("Bearer x"))
                            .to(target.url()))
                    .start();
            deliver(Routes.event());
            Map<String, String> expected = new HashMap<>(BINARY);
            expected.put("content-type", "application/xml");
            expected.put("ce-type", "shop.order.enriched");
            expected.put("authorization", "Bearer x");
            assertThat(got().headers()).containsExactlyInAnyOrderEntriesOf(expected);
            assertThat(got().body()).isEqualTo("<größe/>".getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void keepsTheContentTypeOfABodyThatWasEnriched() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .setBody(r.simple("{\"was\":${body}}"))
                            .to(target.url()))
                    .start();
            deliver(Routes.event());
            assertThat(got().headers()).containsExactlyInAnyOrderEntriesOf(BINARY);
            assertThat(new String(got().body(), StandardCharsets.UTF_8))
                    .startsWith("{\"was\":{")
                    .contains("Zoë");
        }

        @Test
        void survivesARouteThatRemovesAllHeaders() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .removeHeaders("*")
                            .to(target.url()))
                    .start();
            deliver(Routes.event());
            assertThat(got().headers()).containsExactlyInAnyOrderEntriesOf(BINARY);
        }

        @Test
        void isTheSameFromAnAddressMadePerMessage() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .setHeader("where", r.constant(target.url()))
                            .toD("${header.where}"))
                    .start();
            deliver(Routes.event());
            assertThat(got().headers()).containsAllEntriesOf(BINARY);
        }

        @Test
        void isTheSameFromAnotherRouteOfTheExchange() throws Exception {
            routes.route(r -> {
                        r.from("serai:subscribe/s?types=*").to("direct:sub");
                        r.from("direct:sub").to(target.url());
                    })
                    .start();
            deliver(Routes.event());
            assertThat(got().headers()).containsExactlyInAnyOrderEntriesOf(BINARY);
        }

        @Test
        void ofAnyOtherRouteIsNotTouched() throws Exception {
            routes.route(r -> r.from("direct:in").to(target.url())).start();
            routes.context.createProducerTemplate().sendBody("direct:in", "x");
            assertThat(got().headers().keySet()).noneMatch(name -> name.startsWith("ce-") || name.startsWith("serai"));
        }
    }

    @Nested
    class AfterTheRequest {

        @Test
        void theRouteSeesWhatItHadBeforeAndTheAnswer() throws Exception {
            target.status = 200;
            target.answer = "{\"charged\":true}".getBytes(StandardCharsets.UTF_8);
            target.answerHeaders = Map.of("Content-Type", "application/json", "X-Charge", "c-1");
            routes.route(r ->
                            r.from("serai:subscribe/s?types=*").to(target.url()).to("mock:end"))
                    .start();
            deliver(Routes.event());
            Map<String, Object> headers = routes.context
                    .getEndpoint("mock:end", MockEndpoint.class)
                    .getExchanges()
                    .get(0)
                    .getMessage()
                    .getHeaders();
            assertThat(headers)
                    .containsEntry("CamelCloudEventID", "e-1")
                    .containsEntry("CamelSeraiPosition", "12-345")
                    .containsEntry("X-Charge", "c-1")
                    .containsEntry("CamelHttpResponseCode", 200)
                    .doesNotContainKey("CamelHttpMethod");
            assertThat(headers.keySet())
                    .noneMatch(name ->
                            name.startsWith("ce-") || name.startsWith("serai-") || name.equals("Idempotency-Key"));
        }

        @Test
        void aHeaderOfTheRouteWithTheValueOfAnAttributeIsStillThere() throws Exception {
            routes.route(r -> r.from("serai:subscribe/s?types=*")
                            .process(e -> e.getMessage()
                                    .setHeader("mine", e.getMessage().getHeader("CamelCloudEventSubject")))
                            .to(target.url())
                            .to("mock:end"))
                    .start();
            deliver(Routes.event());
            assertThat(got().headers()).containsEntry("mine", "o-4711");
            assertThat(routes.context
                            .getEndpoint("mock:end", MockEndpoint.class)
                            .getExchanges()
                            .get(0)
                            .getMessage()
                            .getHeader("mine"))
                    .isEqualTo("o-4711");
        }

        @Test
        void aCloudEventThatTheTargetAnswersIsTheReply() throws Exception {
            target.status = 200;
            target.answer = "{}".getBytes(StandardCharsets.UTF_8);
            target.answerHeaders = Map.of(
                    "Content-Type", "application/json",
                    "ce-specversion", "1.0",
                    "ce-type", "shop.order.charged",
                    "ce-source", "/legacy/orders",
                    "ce-id", "e-1");
            toTarget("&reply=true");
            CloudEvent reply =
                    ((Outcome.Delivered) deliver(Routes.event())).reply().orElseThrow();
            assertThat(reply.getType()).isEqualTo("shop.order.charged");
            assertThat(reply.getSource()).hasToString("/legacy/orders");
            assertThat(reply.getId()).isEqualTo("e-1");
            assertThat(reply.getData().toBytes()).isEqualTo(target.answer);
        }

        @Test
        void anAnswerThatIsNoCloudEventIsNoReply() throws Exception {
            target.status = 200;
            target.answer = "{}".getBytes(StandardCharsets.UTF_8);
            target.answerHeaders = Map.of("Content-Type", "application/json");
            toTarget("&reply=true");
            assertThat(deliver(Routes.event())).isEqualTo(Outcome.delivered());
        }

        @Test
        void aSecondTargetGetsTheEventNotTheAnswersAttributes() throws Exception {
            target.status = 200;
            target.answerHeaders =
                    Map.of("ce-specversion", "1.0", "ce-type", "evil", "ce-id", "x", "serai-attempt", "99");
            routes.route(r ->
                            r.from("serai:subscribe/s?types=*").to(target.url()).to(target.url()))
                    .start();
            deliver(Routes.event());
            assertThat(target.requests.get(1).headers())
                    .containsEntry("ce-type", "shop.order.placed")
                    .containsEntry("ce-id", "e-1")
                    .containsEntry("serai-attempt", "1");
        }
    }

    @Nested
    class AnAnswerOf {

        private Failure failure(int status, Map<String, String> headers) throws Exception {
            target.status = status;
            target.answerHeaders = headers;
            target.answer = "secret of the target".getBytes(StandardCharsets.UTF_8);
            toTarget("");
            return ((Outcome.Failed) deliver(Routes.event())).failure();
        }

        @Test
        void status503IsAFailureThatTellsWhenToComeBack() throws Exception {
            Failure failure = failure(503, Map.of("Retry-After", "120"));
            assertThat(failure.cause()).isEqualTo("http:503");
            assertThat(failure.targetDown()).isTrue();
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(120));
            assertThat(failure.message()).contains("503").doesNotContain("secret");
        }

        @Test
        void status422IsAFailureOfTheEvent() throws Exception {
            Failure failure = failure(422, Map.of());
            assertThat(failure.cause()).isEqualTo("http:422");
            assertThat(failure.targetDown()).isFalse();
            assertThat(failure.retryAfter()).isEmpty();
        }

        @Test
        void status302IsAFailureAndNotFollowed() throws Exception {
            Failure failure = failure(302, Map.of("Location", target.url() + "/elsewhere"));
            assertThat(failure.cause()).isEqualTo("http:302");
            assertThat(target.requests).hasSize(1);
        }

        @Test
        void nobodyIsAFailureOfTheTarget() throws Exception {
            target.close();
            toTarget("");
            Failure failure = ((Outcome.Failed) deliver(Routes.event())).failure();
            assertThat(failure.targetDown()).isTrue();
            assertThat(failure.causes()).contains("java.net.ConnectException");
        }
    }

    @Test
    void aDeadLetterIsSentInTheSameBinding() throws Exception {
        routes.start();
        io.serai.delivery.DeadLetter letter = new io.serai.delivery.DeadLetter(
                "s~12-345",
                "s",
                new io.serai.store.Position(12, 345),
                "e-1",
                "/legacy/orders",
                "shop.order.placed",
                java.util.Optional.of("o-4711"),
                java.util.Optional.of("tx-1"),
                io.serai.delivery.DeadLetter.State.DEAD,
                3,
                "attempts used up",
                "http:503",
                "x",
                java.time.Instant.EPOCH,
                java.util.List.of());
        CloudEvent dead = CloudEventBuilder.v1(Routes.event())
                .withExtension("knativeerrorcode", "503")
                .build();
        try (RouteDeadLetterSender sender = new RouteDeadLetterSender(routes.context)) {
            sender.send(target.url(), letter, dead).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(got().headers())
                    .containsEntry("ce-knativeerrorcode", "503")
                    .containsEntry("idempotency-key", "s~12-345")
                    .containsEntry("content-type", "application/json");
            target.status = 500;
            assertThat(sender.send(target.url(), letter, dead)).failsWithin(Duration.ofSeconds(10));
        }
    }
}
