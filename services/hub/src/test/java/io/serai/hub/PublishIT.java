package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.hub.RunningHub.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /events: each mode and each status code. */
class PublishIT {

    private final RunningHub hub = SharedHub.get();
    private final String id = UUID.randomUUID().toString();

    private JsonNode event(Answer kept) {
        return hub.get("/events/" + kept.at("/position")).json();
    }

    @Nested
    class Binary {

        @Test
        void answersWithThePositionWhereTheEventCanBeRead() {
            Answer kept = hub.publish(id, "test.any", "{\"a\": 1.10}", "Content-Type", "application/json");

            assertThat(kept.status()).isEqualTo(202);
            assertThat(kept.header("Content-Type")).isEqualTo("application/json");
            assertThat(kept.at("/id")).isEqualTo(id);
            assertThat(kept.at("/source")).isEqualTo("/test");
            assertThat(kept.at("/duplicate")).isEqualTo("false");
            assertThat(hub.get("/events/" + kept.at("/position")).response().body())
                    .contains("{\"a\": 1.10}");
        }

        @Test
        void decodesHeadersAsTheBindingSays() {
            Answer kept =
                    hub.publish(id, "test.any", "", "ce-subject", "caf%C3%A9%20%25", "ce-note", "\"a \\\"b\\\"\"");

            assertThat(event(kept).at("/subject").asText()).isEqualTo("café %");
            assertThat(event(kept).at("/note").asText()).isEqualTo("a \"b\"");
        }

        @Test
        void answersAgainWithTheFirstPosition() {
            Answer first = hub.publish(id, "test.any", "x");
            Answer second = hub.publish(id, "test.any", "x");

            assertThat(second.status()).isEqualTo(202);
            assertThat(second.at("/position")).isEqualTo(first.at("/position"));
            assertThat(second.at("/duplicate")).isEqualTo("true");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "text/plain; charset=utf-8",
                    "application/octet-stream",
                    "application/xml"
                })
        void takesAnyContentTypeAndKeepsTheBytes(String contentType) {
            byte[] bytes = "a=b&c=%C3%A9\r\n".getBytes(StandardCharsets.UTF_8);
            Answer kept = RunningHub.send(RunningHub.request(
                            hub.uri("/events"),
                            "ce-specversion",
                            "1.0",
                            "ce-id",
                            id,
                            "ce-source",
                            "/test",
                            "ce-type",
                            "test.any",
                            "Content-Type",
                            contentType)
                    .POST(BodyPublishers.ofByteArray(bytes)));

            assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
            JsonNode event = event(kept);
            assertThat(event.at("/datacontenttype").asText()).isEqualTo(contentType);
            byte[] read = event.has("data_base64")
                    ? Base64.getDecoder().decode(event.at("/data_base64").asText())
                    : event.at("/data").asText().getBytes(StandardCharsets.UTF_8);
            assertThat(read).isEqualTo(bytes);
        }

        @Test
        void showsJsonThatIsNoneInBase64() {
            Answer kept = hub.publish(id, "test.any", "}, \"id\": \"other", "Content-Type", "application/json");

            assertThat(event(kept).has("data_base64")).isTrue();
            assertThat(event(kept).at("/id").asText()).isEqualTo(id);
        }
    }

    @Nested
    class Structured {

        @Test
        void keepsDataToTheByte() {
            String data = "{ \"n\" : 12345678901234567890.12345678901234567890, \"e\": 1e400,\n \"s\":\"\\u00e9\" }";
            Answer kept = hub.structured("{\"specversion\":\"1.0\",\"id\":\"" + id
                    + "\",\"source\":\"/test\",\"type\":\"test.any\",\"data\":" + data + "}");

            assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
            assertThat(hub.get("/events/" + kept.at("/position")).response().body())
                    .contains(data);
        }

        @Test
        void keepsBinaryData() {
            Answer kept = hub.structured(
                    "{\"specversion\":\"1.0\",\"id\":\"" + id
                            + "\",\"source\":\"/test\",\"type\":\"test.any\",\"datacontenttype\":\"application/x\",\"data_base64\":\"AAH/\"}");

            assertThat(event(kept).at("/data_base64").asText()).isEqualTo("AAH/");
        }

        @Test
        void namesThePlaceOfAMistake() {
            Answer refused = hub.structured("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/test\"}");

            assertProblem(refused, 400, "invalid-event");
            assertThat(refused.at("/errors/0/pointer")).isEqualTo("/type");
        }
    }

    @Nested
    class Batch {

        @Test
        void answersInTheOrderOfTheBatch() {
            Answer kept = hub.batch("[" + json(id + "a") + "," + json(id + "b") + "]");

            assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
            assertThat(kept.at("/items/0/id")).isEqualTo(id + "a");
            assertThat(kept.at("/items/1/id")).isEqualTo(id + "b");
        }

        @Test
        void keepsNothingWhereOneEventIsNone() {
            Answer refused = hub.batch("[" + json(id + "a") + ",{\"specversion\":\"1.0\",\"id\":\"\"}]");

            assertProblem(refused, 400, "invalid-event");
            assertThat(refused.at("/errors/0/pointer")).isEqualTo("/1/id");
            assertThat(hub.get("/events?type=test.batch." + id).json().at("/items"))
                    .isEmpty();
        }

        @Test
        void mayBeEmpty() {
            assertThat(hub.batch("[]").response().body()).isEqualTo("{\"items\":[]}");
        }

        private String json(String eventId) {
            return "{\"specversion\":\"1.0\",\"id\":\"" + eventId + "\",\"source\":\"/test\",\"type\":\"test.batch."
                    + id + "\"}";
        }
    }

    @Nested
    class Refused {

        @Test
        void whatIsNoCloudEvent() {
            assertProblem(hub.call("POST", "/events", "", "ce-specversion", "1.0", "ce-id", id), 400, "invalid-event");
        }

        @Test
        void anotherSpecVersion() {
            assertProblem(
                    hub.call(
                            "POST",
                            "/events",
                            "",
                            "ce-specversion",
                            "0.3",
                            "ce-id",
                            id,
                            "ce-source",
                            "/test",
                            "ce-type",
                            "t"),
                    400,
                    "invalid-event");
        }

        @Test
        void aPercentThatIsNoEscape() {
            Answer refused = hub.publish(id, "test.any", "", "ce-subject", "100%");

            assertProblem(refused, 400, "invalid-event");
            assertThat(refused.at("/errors/0/pointer")).isEqualTo("/subject");
        }

        @Test
        void theSameIdWithOtherContent() {
            hub.publish(id, "test.any", "one");

            assertProblem(hub.publish(id, "test.any", "two"), 409, "conflict");
        }

        @Test
        void dataThatDoesNotFitTheSchemaOfItsType() {
            Answer refused =
                    hub.publish(id, "test.checked", "{\"amount\": \"much\"}", "Content-Type", "application/json");

            assertProblem(refused, 422, "schema-violation");
            assertThat(refused.at("/errors/0/pointer")).isEqualTo("/data/amount");
            assertThat(hub.publish(id, "test.checked", "{\"amount\": 1}", "Content-Type", "application/json")
                            .status())
                    .isEqualTo(202);
        }

        @Test
        void aBodyThatIsAnnouncedTooLarge() {
            assertProblem(hub.publish(id, "test.any", "x".repeat(21 * 1024)), 413, "too-large");
        }

        @Test
        void aBodyThatGrowsTooLarge() {
            byte[] large = new byte[30 * 1024];
            Answer refused = RunningHub.send(RunningHub.request(
                            hub.uri("/events"),
                            "ce-specversion",
                            "1.0",
                            "ce-id",
                            id,
                            "ce-source",
                            "/test",
                            "ce-type",
                            "test.any")
                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large))));

            assertProblem(refused, 413, "too-large");
        }

        @Test
        void aBatchThatIsTooLarge() {
            assertProblem(hub.batch("[" + " ".repeat(51 * 1024) + "]"), 413, "too-large");
        }

        @Test
        void anEventThatIsTooLargeThoughTheBodyIsNot() {
            Answer refused = hub.structured("{\"specversion\":\"1.0\",\"id\":\"" + id
                    + "\",\"source\":\"/test\",\"type\":\"test.any\",\"data\":\"" + "x".repeat(22 * 1024) + "\"}");

            assertProblem(refused, 413, "too-large");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"application/json", "application/cloudevents+xml", "application/cloudevents-batch+avro"})
        void aFormatThatIsNotKnown(String contentType) {
            assertProblem(
                    hub.call("POST", "/events", "{}", "Content-Type", contentType), 415, "unsupported-media-type");
        }

        @Test
        void acompressedBody() {
            assertProblem(hub.publish(id, "test.any", "x", "Content-Encoding", "gzip"), 415, "unsupported-media-type");
        }

        @Test
        void aPageOfAnotherOrigin() {
            assertProblem(hub.publish(id, "test.any", "x", "Origin", "http://elsewhere.example"), 403, "forbidden");
            assertThat(hub.publish(id, "test.any", "x", "Origin", "http://127.0.0.1:" + hub.port())
                            .status())
                    .isEqualTo(202);
        }
    }

    static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().fieldNames()).toIterable().contains("type", "title", "status", "detail", "code");
        assertThat(answer.at("/status")).isEqualTo(String.valueOf(status));
        assertThat(answer.at("/code")).isEqualTo(code);
        assertThat(answer.at("/type")).isEqualTo("urn:serai:problem:" + code);
        assertThat(answer.response().body()).doesNotContain("Exception", "io.serai", "\tat ", "<html");
    }
}
