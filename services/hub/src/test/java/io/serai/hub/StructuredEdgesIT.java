package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that is none, or no event: the place in it, what is wrong there, and the way out. */
class StructuredEdgesIT {

    private final RunningHub hub = SharedHub.get();
    private final Intruder intruder = new Intruder(hub);

    private void refused(String body, String pointer, String... words) throws IOException {
        JsonNode problem = intruder.assertRefused(intruder.post(Intruder.EVENT, body), 400, "invalid-event", words);
        assertThat(problem.at("/errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    private JsonNode kept(byte[] body) throws IOException {
        RawConnection.Answer kept = intruder.post(Intruder.EVENT, body);
        assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
        return hub.get("/events/" + kept.json().at("/position").asText()).json();
    }

    private JsonNode kept(String more) throws IOException {
        return kept(intruder.json(intruder.mark, more).getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    class Attributes {

        @ParameterizedTest
        @ValueSource(strings = {"id", "source", "type", "specversion"})
        void oneThatIsMissingNullOrEmpty(String name) throws IOException {
            String all = intruder.json(intruder.mark, "");
            String without =
                    all.replaceFirst("\"" + name + "\":\"[^\"]*\",?", "").replace(",}", "}");
            String isNull = all.replaceFirst("(\"" + name + "\":)\"[^\"]*\"", "$1null");
            String isEmpty = all.replaceFirst("(\"" + name + "\":)\"[^\"]*\"", "$1\"\"");

            refused(without, "/" + name, "/" + name + ": is missing");
            refused(isNull, "/" + name, "/" + name + ": is missing");
            refused(isEmpty, "/" + name, "/" + name + ": must ");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "\"time\":\"noon\"|/time|2026-11-22T10:00:00Z, was 'noon'",
                    "\"time\":1732269600|/time|must be a string, was 1732269600",
                    "\"subject\":true|/subject|must be a string, was true",
                    "\"subject\":\"\"|/subject|leave it out instead",
                    "\"subject\":\"a\\u0000\"|/subject|U+0000 at character 2",
                    "\"subject\":\"\\ud83d\"|/subject|U+D83D at character 1",
                    "\"dataschema\":\"x.json\"|/dataschema|absolute URI",
                    "\"datacontenttype\":\"json\"|/datacontenttype|must be a media type",
                    "\"note\":1.5|/note|integer of 32 bits, was 1.5",
                    "\"note\":3000000000|/note|integer of 32 bits, or a string, was 3000000000",
                    "\"note\":{\"a\":{\"b\":[1]}}|/note|was an object",
                    "\"note\":[]|/note|was an array",
                    "\"Note\":\"x\"|/Note|lower-case letters and digits",
                    "\"a/b~c\":\"x\"|/a~1b~0c|lower-case letters and digits",
                    "\"\":\"x\"|/|lower-case letters and digits"
                })
        void oneThatIsWrong(String member, String pointer, String words) throws IOException {
            refused(intruder.json(intruder.mark, "," + member), pointer, pointer + ": ", words);
        }

        @ParameterizedTest
        @CsvSource({"id", "type", "data", "data_base64", "note"})
        void oneThatIsThereTwice(String name) throws IOException {
            String member = "\"" + name + "\":\"AA==\"";
            String first = intruder.json("1", "").contains("\"" + name + "\"") ? "" : "," + member;
            refused(
                    intruder.json(intruder.mark, first + ",\n" + member),
                    "/" + name,
                    "is there twice, again at line 2, column 1");
        }

        @Test
        void nullIsAsIfItWereNotThere() throws IOException {
            JsonNode event = kept(",\"subject\":null,\"time\":null,\"note\":null,\"data\":null,\"data_base64\":null");

            assertThat(event.fieldNames())
                    .toIterable()
                    .doesNotContain("subject", "time", "note", "data", "data_base64");
        }
    }

    @Nested
    class Data {

        @Test
        void isThereOnceOnly() throws IOException {
            refused(
                    intruder.json(intruder.mark, ",\"data\":1,\"data_base64\":\"AA==\""),
                    "/data_base64",
                    "leave one of both out");
        }

        @ParameterizedTest
        @CsvSource({"5", "{}", "\"§\"", "\"AA=\"", "\"AA==\\n\""})
        void inBase64IsBase64(String value) throws IOException {
            refused(intruder.json(intruder.mark, ",\"data_base64\":" + value), "/data_base64", "Base64");
        }

        @Test
        void ofATextIsAString() throws IOException {
            refused(
                    intruder.json(intruder.mark, ",\"datacontenttype\":\"text/plain\",\"data\":{}"),
                    "/data",
                    "must be a string, as datacontenttype is text/plain; or send data_base64");
        }

        @Test
        void mayHaveANameTwiceForItIsNotOurs() throws IOException {
            RawConnection.Answer kept =
                    intruder.post(Intruder.EVENT, intruder.json(intruder.mark, ",\"data\":{\"a\":1,\"a\":2}"));

            assertThat(kept.status()).isEqualTo(202);
            assertThat(hub.get("/events/" + kept.json().at("/position").asText())
                            .response()
                            .body())
                    .contains("{\"a\":1,\"a\":2}");
        }

        @Test
        void mayBeNestedDeeplyUpToABound() throws IOException {
            assertThat(kept(",\"data\":" + "[".repeat(900) + "]".repeat(900))
                            .at("/data")
                            .isArray())
                    .isTrue();
        }

        @Test
        void isNotNestedWithoutEnd() throws IOException {
            refused(
                    intruder.json(intruder.mark, ",\"data\":" + "[".repeat(20_000)),
                    "/data" + "/0".repeat(9),
                    "1000 levels",
                    "send such data as a string or as data_base64");
        }

        @Test
        void isNotSentBackWhereANameHasThousandsOfCharacters() throws IOException {
            RawConnection.Answer answer =
                    intruder.post(Intruder.EVENT, intruder.json(intruder.mark, ",\"" + "N".repeat(20_000) + "\":1"));

            intruder.assertRefused(answer, 400, "invalid-event", "/NNN");
            assertThat(answer.body()).hasSizeLessThan(1000);
        }

        @Test
        void hasNoNumberOfThousandsOfDigits() throws IOException {
            refused(
                    intruder.json(intruder.mark, ",\"data\":{\"n\":" + "9".repeat(5000) + "}"),
                    "/data/n",
                    "numbers of 1000 digits",
                    "send such data as a string or as data_base64");
        }

        @Test
        void thatDoesNotFitItsSchemaIsRefusedWithEveryPlace() throws IOException {
            String event = intruder.json(intruder.mark, ",\"data\":{\"amount\":\"much\"}")
                    .replace("edge." + intruder.mark, "test.checked");
            JsonNode problem = intruder.assertRefused(
                    intruder.post(Intruder.EVENT, event), 422, "schema-violation", "schemas/checked.json", "amount");

            assertThat(problem.at("/errors").findValuesAsText("pointer")).containsExactly("/data/amount");
        }
    }

    @Nested
    class Text {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "``|``|is an object, but there is none",
                    "[]|``|is an object, was an array",
                    "7|``|is an object, was 7",
                    "{\"id\": nope}|/id|line 1, column 8",
                    "{\"id\": \"1\"|/id|line 1, column 11",
                    "{\"id\": \"1|/id|line 1, column",
                    "{'id': 1}|``|line 1, column 2",
                    "{\"id\": 01}|/id|line 1, column",
                    "{\"id\": NaN}|/id|line 1, column",
                    "{\"id\":\"1\",}|/id|line 1, column 11",
                    "{\"data\": {\"a\": [1, }|/data/a/1|line 1, column 20"
                })
        void thatIsNoJson(String body, String pointer, String words) throws IOException {
            refused(body, pointer, words);
        }

        @Test
        void afterTheEnd() throws IOException {
            refused(intruder.json(intruder.mark, "") + "\n{}", "", "something after the end at line 2, column 1");
        }

        @Test
        void thatIsNotUtf8() throws IOException {
            JsonNode problem = intruder.assertRefused(
                    intruder.post(
                            Intruder.EVENT,
                            intruder.json(intruder.mark, ",\"subject\":\"é\"").getBytes(StandardCharsets.ISO_8859_1)),
                    400,
                    "invalid-event",
                    "not UTF-8 from byte ");
            assertThat(problem.at("/errors/0/pointer").asText()).isEmpty();
        }

        @Test
        void inUtf16() throws IOException {
            intruder.assertRefused(
                    intruder.post(
                            Intruder.EVENT + "; charset=utf-16",
                            intruder.json(intruder.mark, "").getBytes(StandardCharsets.UTF_16)),
                    415,
                    "unsupported-media-type",
                    "charset 'utf-16'",
                    "send JSON in UTF-8");
        }

        @Test
        void afterAByteOrderMarkIsRead() throws IOException {
            JsonNode event = kept(
                    ("\uFEFF" + intruder.json(intruder.mark, ",\"subject\":\"é\"")).getBytes(StandardCharsets.UTF_8));

            assertThat(event.at("/subject").asText()).isEqualTo("é");
        }
    }
}
