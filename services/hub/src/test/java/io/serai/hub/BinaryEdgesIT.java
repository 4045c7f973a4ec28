package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An event in binary mode that is none: which header, what is wrong with it, and the way out. */
class BinaryEdgesIT {

    private static final byte[] NO_BODY = {};

    private final RunningHub hub = SharedHub.get();
    private final Intruder intruder = new Intruder(hub);

    private JsonNode read(RawConnection.Answer kept) throws IOException {
        assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
        return hub.get("/events/" + kept.json().at("/position").asText()).json();
    }

    @Test
    void whatIsAllRightIsFoundByTheSameSearch() throws IOException {
        read(intruder.post(intruder.binary(), NO_BODY));

        assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(1);
        assertThat(intruder.kept("source=/edge/" + intruder.mark)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "specversion"})
    void anAttributeThatIsMissing(String name) throws IOException {
        Map<String, String> headers = intruder.binary();
        headers.remove("ce-" + name);
        JsonNode problem = intruder.assertRefused(
                intruder.post(headers, NO_BODY), 400, "invalid-event", "header ce-" + name + " is missing");

        assertThat(problem.at("/errors").findValuesAsText("pointer")).containsExactly("/" + name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ce-id          |``                      |/id          |must not be empty",
                "ce-source      |``                      |/source      |must not be empty",
                "ce-type        |``                      |/type        |must not be empty",
                "ce-subject     |``                      |/subject     |leave it out instead",
                "ce-specversion |``                      |/specversion |must be 1.0, was ''",
                "ce-specversion |0.3                     |/specversion |must be 1.0, was '0.3'",
                "ce-specversion |1.1                     |/specversion |must be 1.0, was '1.1'",
                "ce-time        |noon                    |/time        |2026-11-22T10:00:00Z, was 'noon'",
                "ce-time        |2026-02-30T10:00:00Z    |/time        |was '2026-02-30T10:00:00Z'",
                "ce-time        |2026-11-22T10:00:00     |/time        |was '2026-11-22T10:00:00'",
                "ce-source      |no%20uri                |/source      |must be a URI reference",
                "ce-dataschema  |order.json              |/dataschema  |must be an absolute URI",
                "ce-subject     |a%0D%0Ace-id:%20b       |/subject     |U+000D at character 2",
                "ce-note        |a%EF%BF%BF              |/note        |U+FFFF at character 2",
                "ce-subject     |100%                    |/subject     |write % as %25",
                "ce-subject     |%zz                     |/subject     |write % as %25",
                "ce-subject     |%C3                     |/subject     |is not UTF-8",
                "ce-subject     |\u00e9                  |/subject     |is not UTF-8",
                "ce-a_b         |x                       |/a_b         |lower-case letters and digits",
                "ce-a.b         |x                       |/a.b         |lower-case letters and digits",
                "ce-            |x                       |/            |lower-case letters and digits",
                "ce-data        |x                       |/data        |is no name of an attribute",
                "ce-datacontenttype |text/plain          |/datacontenttype |Content-Type",
                "Content-Type   |json                    |/datacontenttype |must be a media type"
            })
    void aHeaderThatIsWrong(String header, String value, String pointer, String words) throws IOException {
        Map<String, String> headers = intruder.binary();
        headers.put(header, value);
        JsonNode problem =
                intruder.assertRefused(intruder.post(headers, NO_BODY), 400, "invalid-event", pointer, header, words);

        assertThat(problem.at("/errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @ParameterizedTest
    @CsvSource({"ce-id, /id", "ce-note, /note", "Content-Type, /datacontenttype"})
    void aHeaderThatIsThereTwice(String header, String pointer) throws IOException {
        Map<String, String> headers = intruder.binary();
        headers.put(header, "text/one");
        headers.put(header.toUpperCase(java.util.Locale.ROOT), "text/two");
        JsonNode problem = intruder.assertRefused(
                intruder.post(headers, NO_BODY), 400, "invalid-event", "is there 2 times; send it once");

        assertThat(problem.at("/errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @Test
    void allMistakesAtOnce() throws IOException {
        JsonNode problem = intruder.assertRefused(
                intruder.post(Map.of("ce-type", "edge." + intruder.mark, "ce-time", "x"), NO_BODY),
                400,
                "invalid-event",
                "and 3 more mistakes");

        assertThat(problem.at("/errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/specversion", "/id", "/source", "/time");
    }

    @Test
    void aValueOfThousandsOfCharactersIsNotSentBack() throws IOException {
        Map<String, String> headers = intruder.binary();
        headers.put("ce-time", "x".repeat(5000));
        RawConnection.Answer answer = intruder.post(headers, NO_BODY);

        intruder.assertRefused(answer, 400, "invalid-event");
        assertThat(answer.body()).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Euro%20%E2%82%AC%20%F0%9F%98%80|Euro € 😀",
                "\"a%20\\\"b\\\"\"|a \"b\"",
                "100%25|100%",
                "%c3%a9|é",
                "+|+"
            })
    void whatTheBindingEncodesIsDecoded(String value, String meant) throws IOException {
        Map<String, String> headers = intruder.binary();
        headers.put("CE-SUBJECT", value);

        assertThat(read(intruder.post(headers, NO_BODY)).at("/subject").asText())
                .isEqualTo(meant);
    }

    @Test
    void utf8ThatIsNotEncodedIsRead() throws IOException {
        Map<String, String> headers = intruder.binary();
        headers.put("ce-subject", new String("Zoë".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));

        assertThat(read(intruder.post(headers, NO_BODY)).at("/subject").asText())
                .isEqualTo("Zoë");
    }

    @Test
    void dataThatIsNullInJsonIsKeptAsNull() throws IOException {
        Map<String, String> headers = intruder.binary();
        headers.put("Content-Type", "application/json");
        JsonNode event = read(intruder.post(headers, "null".getBytes(StandardCharsets.UTF_8)));

        assertThat(event.has("data")).isTrue();
        assertThat(event.at("/data").isNull()).isTrue();
    }
}
