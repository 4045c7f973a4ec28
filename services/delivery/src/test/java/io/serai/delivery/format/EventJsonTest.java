package io.serai.delivery.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.serai.delivery.support.Conformance;
import io.serai.delivery.support.Score;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON format of CloudEvents, in and out; the cases of the public conformance suite are read where they are. */
class EventJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";

    private static CloudEvent read(String more) {
        return EventJsonReader.event(("{" + HEAD + more + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static String data(CloudEvent event) {
        return new String(Objects.requireNonNull(event.getData()).toBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"a\" : 1.10 }",
                "[1e400, 12345678901234567890123]",
                "\"a \\u00e9 \\\" é\"",
                "17",
                "-0.0",
                "true",
                "{\"a\":1,\"a\":2}"
            })
    void keepsJsonDataToTheByteOnTheWayInAndOut(String data) throws IOException {
        CloudEvent event = read(",\"data\": " + data + " ");

        assertThat(data(event)).isEqualTo(data);
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(EventJsonWriter.write(event)).contains("\"data\":" + data);
        assertThat(JSON.readTree(EventJsonWriter.write(event)).isObject()).isTrue();
    }

    @Test
    void takesAStringOfAnotherTypeAsItsText() {
        assertThat(data(read(",\"datacontenttype\":\"text/plain\",\"data\":\"a\\n\\u00e9\"")))
                .isEqualTo("a\né");
    }

    @Test
    void takesAnObjectOfAnyJsonType() {
        assertThat(data(read(",\"data\":{\"a\":1},\"datacontenttype\":\"application/vnd.acme+json\"")))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void leavesOutWhatIsNull() {
        CloudEvent event = read(",\"subject\":null,\"note\":null,\"data\":null");

        assertThat(event.getAttributeNames()).doesNotContain("subject");
        assertThat(event.getExtensionNames()).isEmpty();
        assertThat(event.getData()).isNull();
    }

    @Test
    void writesWhatItRead() throws IOException {
        String json = "{" + HEAD
                + ",\"subject\":\"é\",\"time\":\"2026-11-22T10:00:00.123456789Z\",\"number\":-5,\"flag\":true,\"data_base64\":\"AP8=\"}";

        CloudEvent event = EventJsonReader.event(json.getBytes(StandardCharsets.UTF_8));
        assertThat(JSON.readTree(EventJsonWriter.write(event))).isEqualTo(JSON.readTree(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ",\"id\":\"2\"|/id",
                ",\"subject\":5|/subject",
                ",\"note\":1.5|/note",
                ",\"note\":3000000000|/note",
                ",\"note\":{}|/note",
                ",\"Note\":\"x\"|/Note",
                ",\"time\":\"noon\"|/time",
                ",\"data_base64\":\"§\"|/data_base64",
                ",\"data_base64\":5|/data_base64",
                ",\"data\":1,\"data_base64\":\"AA==\"|/data_base64",
                ",\"datacontenttype\":\"text/plain\",\"data\":{}|/data"
            })
    void namesThePlaceOfAMistake(String more, String pointer) {
        assertThatThrownBy(() -> read(more))
                .isInstanceOfSatisfying(MalformedEventException.class, refused -> assertThat(refused.mistakes())
                        .extracting(MalformedEventException.Mistake::pointer)
                        .containsExactly(pointer));
    }

    @Test
    void tellsAllMistakesOfABatchAtOnce() {
        String batch = "[{" + HEAD + "}, {\"specversion\":\"0.3\",\"id\":\"\",\"type\":\"t\",\"a/b\":1}, 7]";

        assertThatThrownBy(() -> EventJsonReader.batch(batch.getBytes(StandardCharsets.UTF_8)))
                .hasMessage("/1/specversion: must be \"1.0\", was \"0.3\" (and 4 more mistakes)")
                .isInstanceOfSatisfying(MalformedEventException.class, refused -> assertThat(refused.mistakes())
                        .extracting(MalformedEventException.Mistake::pointer)
                        .containsExactly("/1/specversion", "/1/id", "/1/a~1b", "/1/source", "/2"));
    }

    @Test
    void tellsNoMoreMistakesThanHelp() {
        String batch = "[" + "7,".repeat(99) + "7]";

        assertThatThrownBy(() -> EventJsonReader.batch(batch.getBytes(StandardCharsets.UTF_8)))
                .hasMessageEndingWith("(and 99 more mistakes)")
                .isInstanceOfSatisfying(MalformedEventException.class, refused -> assertThat(refused.mistakes())
                        .hasSize(20));
    }

    @Test
    void namesThePlaceWhereANameIsThereAgain() {
        assertThatThrownBy(() -> read(",\n \"id\": null")).hasMessage("/id: is there twice, again at line 2, column 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{},{\"id\": nope}]|/1/id|line 1, column 12",
                "[{}|/0|line 1, column 4",
                "[{\"data\": {\"a\": [1, }]|/0/data/a/1|line 1, column 21"
            })
    void namesLineColumnAndPlaceWhereJsonEnds(String batch, String pointer, String place) {
        assertThatThrownBy(() -> EventJsonReader.batch(batch.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("is no JSON")
                .hasMessageContaining(place)
                .isInstanceOfSatisfying(MalformedEventException.class, refused -> assertThat(refused.mistakes())
                        .extracting(MalformedEventException.Mistake::pointer)
                        .containsExactly(pointer));
    }

    @Test
    void passesOverAByteOrderMark() {
        assertThat(EventJsonReader.event(("\uFEFF{" + HEAD + ",\"data\": {\"a\":1}}").getBytes(StandardCharsets.UTF_8)))
                .satisfies(event -> assertThat(data(event)).isEqualTo("{\"a\":1}"));
    }

    @Test
    void refusesWhatFollowsTheEnd() {
        assertThatThrownBy(() -> EventJsonReader.event(("{" + HEAD + "} {}").getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("after the end");
    }

    @Test
    void takesTheValidAndRefusesTheInvalidOfTheConformanceSuite() throws IOException {
        Path folder = Conformance.folder("cloudevents-json");
        Score score = new Score("CloudEvents JSON");
        for (JsonNode one : cases(folder, "valid-events.json")) {
            score.count(one.at("/id").asText(), () -> valid(one.at("/event")));
        }
        for (JsonNode one : cases(folder, "invalid-events.json")) {
            score.count(one.at("/id").asText(), () -> assertThatThrownBy(
                            () -> EventJsonReader.event(bytes(one.at("/event"))))
                    .isInstanceOf(MalformedEventException.class));
        }
        for (JsonNode one : cases(folder, "valid-batches.json")) {
            score.count(one.at("/id").asText(), () -> assertThat(EventJsonReader.batch(bytes(one.at("/batch"))))
                    .hasSize(one.at("/batch").size()));
        }
        for (JsonNode one : cases(folder, "invalid-batches.json")) {
            score.count(one.at("/id").asText(), () -> assertThatThrownBy(
                            () -> EventJsonReader.batch(bytes(one.at("/batch"))))
                    .isInstanceOf(MalformedEventException.class));
        }
        score.assertOnlyFailures(43, Set.of());
    }

    private static void valid(JsonNode event) throws IOException {
        CloudEvent read = EventJsonReader.event(bytes(event));

        assertThat(read.getId()).isEqualTo(event.at("/id").asText());
        CloudEvent again = EventJsonReader.event(EventJsonWriter.write(read).getBytes(StandardCharsets.UTF_8));
        assertThat(again).isEqualTo(read);
    }

    private static JsonNode cases(Path folder, String file) throws IOException {
        return JSON.readTree(folder.resolve(file).toFile()).at("/tests");
    }

    private static byte[] bytes(JsonNode json) throws IOException {
        return JSON.writeValueAsBytes(json);
    }
}
