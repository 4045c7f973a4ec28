package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A message that is a CloudEvent keeps its attributes, in every mode and protocol. */
class CloudEventInTest {

    private final Routes routes = new Routes();

    @AfterEach
    void stop() {
        routes.close();
    }

    private Exchange send(String parameters, Object body, Map<String, Object> headers) throws Exception {
        routes.route(r -> r.from("direct:in").routeId("in").to("serai:publish" + parameters))
                .start();
        return routes.context.createProducerTemplate().send("direct:in", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    static Stream<Arguments> modes() {
        byte[] data = Routes.event().getData().toBytes();
        byte[] json = EventFormatProvider.getInstance()
                .resolveFormat(JsonFormat.CONTENT_TYPE)
                .serialize(Routes.event());
        return Stream.of(
                Arguments.of("http binary", data, attributes("ce-", "Content-Type", false)),
                Arguments.of("kafka binary", data, attributes("ce_", "content-type", true)),
                Arguments.of("jms binary", data, attributes("cloudEvents_", "Content-Type", false)),
                Arguments.of("amqp binary", data, attributes("cloudEvents:", "Content-Type", false)),
                Arguments.of(
                        "http binary, text",
                        new String(data, StandardCharsets.UTF_8),
                        attributes("CE-", "content-type", false)),
                Arguments.of("structured", json, Map.of("Content-Type", "application/cloudevents+json; charset=UTF-8")),
                Arguments.of(
                        "structured, text",
                        new String(json, StandardCharsets.UTF_8),
                        Map.of("content-type", "application/cloudevents+json")),
                Arguments.of(
                        "structured, kafka",
                        json,
                        Map.of("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8))),
                Arguments.of("object", Routes.event(), Map.of()));
    }

    private static Map<String, Object> attributes(String prefix, String contentType, boolean bytes) {
        Map<String, String> text = Map.of(
                prefix + "specversion",
                "1.0",
                prefix + "id",
                "e-1",
                prefix + "source",
                "/legacy/orders",
                prefix + "type",
                "shop.order.placed",
                prefix + "subject",
                "o-4711",
                prefix + "correlationid",
                "tx-1",
                prefix + "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                contentType,
                "application/json");
        Map<String, Object> headers = new HashMap<>();
        text.forEach((name, value) -> headers.put(name, bytes ? value.getBytes(StandardCharsets.UTF_8) : value));
        return headers;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modes")
    void keepsItsAttributes(String mode, Object body, Map<String, Object> headers) throws Exception {
        send("", body, headers);
        CloudEvent event = routes.hub.onlyPublished();
        CloudEvent expected = Routes.event();
        for (String attribute : expected.getAttributeNames()) {
            assertThat(event.getAttribute(attribute)).as(attribute).isEqualTo(expected.getAttribute(attribute));
        }
        assertThat(event.getExtensionNames()).isEqualTo(expected.getExtensionNames());
        for (String extension : expected.getExtensionNames()) {
            assertThat(event.getExtension(extension)).as(extension).isEqualTo(expected.getExtension(extension));
        }
        assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(event.getData().toBytes()))
                .isEqualTo(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(expected.getData().toBytes()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modes")
    void parametersWin(String mode, Object body, Map<String, Object> headers) throws Exception {
        send("?type=by.parameter&source=/by/parameter", body, headers);
        CloudEvent event = routes.hub.onlyPublished();
        assertThat(event.getType()).isEqualTo("by.parameter");
        assertThat(event.getSource()).hasToString("/by/parameter");
        assertThat(event.getId()).isEqualTo("e-1");
    }

    @Test
    void parametersMayReadItsHeadersAndData() throws Exception {
        send("?subject=${header.ce-type}", "{}", attributes("ce-", "Content-Type", false));
        assertThat(routes.hub.onlyPublished().getSubject()).isEqualTo("shop.order.placed");
    }

    @Test
    void whatTheRouteSetsInCamelsHeadersWinsOverTheMessage() throws Exception {
        routes.route(r -> r.from("direct:in")
                        .setHeader("CamelCloudEventType", r.constant("by.route"))
                        .to("serai:publish"))
                .start();
        routes.context
                .createProducerTemplate()
                .sendBodyAndHeaders("direct:in", "{}", attributes("ce-", "Content-Type", false));
        assertThat(routes.hub.onlyPublished().getType()).isEqualTo("by.route");
    }

    @Test
    void percentEncodedHttpValuesAreDecoded() throws Exception {
        Map<String, Object> headers = new HashMap<>(attributes("ce-", "Content-Type", false));
        headers.put("ce-subject", "Euro%20%E2%82%AC%20%F0%9F%98%80 100%");
        send("", "{}", headers);
        assertThat(routes.hub.onlyPublished().getSubject()).isEqualTo("Euro € 😀 100%");
    }

    @Test
    void structuredDataIsKeptToTheByte() throws Exception {
        String data = "{ \"n\" : 1.10, \"big\": 12345678901234567890.12345678901234567890 }";
        send("", structured(",\"data\":" + data), Map.of("Content-Type", "application/cloudevents+json"));
        assertThat(routes.hub.onlyPublished().getData().toBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(data);
    }

    private static String structured(String more) {
        return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"" + more + "}";
    }

    static Stream<Arguments> incomplete() {
        return Stream.of("id", "source", "type")
                .flatMap(attribute -> Stream.of("ce-", "ce_", "cloudEvents_", "cloudEvents:")
                        .flatMap(prefix -> {
                            Map<String, Object> missing = new HashMap<>(attributes(prefix, "Content-Type", false));
                            missing.remove(prefix + attribute);
                            Map<String, Object> empty = new HashMap<>(missing);
                            empty.put(prefix + attribute, "");
                            return Stream.of(Arguments.of(attribute, missing), Arguments.of(attribute, empty));
                        }));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("incomplete")
    void oneThatLacksWhatItMustHaveIsRejectedAndNotCompleted(String attribute, Map<String, Object> headers)
            throws Exception {
        send("", "{}", headers);
        assertThat(routes.hub.published).isEmpty();
        assertThat(routes.hub.rejected).singleElement().satisfies(input -> assertThat(input.message())
                .contains(attribute)
                .contains("CloudEvent"));
    }

    @Test
    void theWayOutIsSaidWhereAnAttributeIsMissing() throws Exception {
        send("", "{}", Map.of("ce_specversion", "1.0", "ce_type", "t", "ce_id", "1"));
        assertThat(routes.hub.rejected).singleElement().satisfies(input -> assertThat(input.message())
                .isEqualTo("the message says it is a CloudEvent, but has no source; let its sender set it, or give"
                        + " serai:publish the parameter source"));
    }

    @ParameterizedTest
    @MethodSource("lacking")
    void parametersMayGiveWhatIsMissing(Object body, Map<String, Object> headers) throws Exception {
        send("?id=by-parameter&source=/by/parameter&type=by.parameter", body, headers);
        CloudEvent event = routes.hub.onlyPublished();
        assertThat(event.getId()).isEqualTo("by-parameter");
        assertThat(event.getSource()).hasToString("/by/parameter");
        assertThat(event.getType()).isEqualTo("by.parameter");
        assertThat(event.getSubject()).isEqualTo("o-1");
    }

    static Stream<Arguments> lacking() {
        return Stream.of(
                Arguments.of("{}", Map.of("ce_specversion", "1.0", "ce_subject", "o-1")),
                Arguments.of(
                        "{\"specversion\":\"1.0\",\"subject\":\"o-1\"}",
                        Map.of("content-type", "application/cloudevents+json")));
    }

    @Test
    void aPlainMessageHasWhatItLacksMadeUpForIt() throws Exception {
        send("?type=t", "{}", Map.of("ce_subject", "without a version it is no CloudEvent"));
        assertThat(routes.hub.onlyPublished().getSource()).hasToString("/routes/in");
        assertThat(routes.hub.onlyPublished().getId()).hasSize(36);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void oneThatIsMalformedIsRejected(Object body, Map<String, Object> headers) throws Exception {
        Exchange out = send("", body, headers);
        assertThat(out.getException()).isNull();
        assertThat(routes.hub.published).isEmpty();
        assertThat(routes.hub.rejected).singleElement().satisfies(input -> assertThat(input.code())
                .isEqualTo("invalid"));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("{", Map.of("Content-Type", "application/cloudevents+json")),
                Arguments.of("{}", Map.of("Content-Type", "application/cloudevents+json")),
                Arguments.of(structured(",\"id\":\"2\""), Map.of("Content-Type", "application/cloudevents+json")),
                Arguments.of(structured(",\"subject\":5"), Map.of("Content-Type", "application/cloudevents+json")),
                Arguments.of(structured(",\"note\":{}"), Map.of("Content-Type", "application/cloudevents+json")),
                Arguments.of("[]", Map.of("Content-Type", "application/cloudevents-batch+json")),
                Arguments.of("<e/>", Map.of("Content-Type", "application/cloudevents+xml")),
                Arguments.of("{}", Map.of("ce-specversion", "9.0", "ce-type", "t", "ce-source", "/s", "ce-id", "1")),
                Arguments.of(
                        "{}", Map.of("ce-specversion", "1.0", "ce-type", "t", "ce-id", "1", "ce-time", "yesterday")),
                Arguments.of("{}", Map.of("ce-specversion", "1.0", "ce-type", "t", "ce-bad-name", "1")),
                Arguments.of("{}", Map.of("ce-specversion", "1.0", "ce-type", "t", "ce-source", "no uri: %%%")));
    }

    @Test
    void anOlderOneBecomes10() throws Exception {
        send(
                "",
                "{}",
                Map.of(
                        "ce-specversion",
                        "0.3",
                        "ce-type",
                        "t",
                        "ce-id",
                        "1",
                        "ce-source",
                        "/s",
                        "ce-schemaurl",
                        "http://x"));
        CloudEvent event = routes.hub.onlyPublished();
        assertThat(event.getSpecVersion()).hasToString("1.0");
        assertThat(event.getDataSchema()).hasToString("http://x");
    }
}
