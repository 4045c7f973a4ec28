package io.serai.delivery.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributesTest {

    @ParameterizedTest
    @CsvSource({
        "time, 2026-11-22T10:00:00Z",
        "time, 2026-11-22t10:00:00.123456789z",
        "time, 2026-11-22T23:59:59+14:00",
        "datacontenttype, application/vnd.a+json; charset=utf-8",
        "source, urn:a:b",
        "source, ../relative?x#y",
        "dataschema, https://example.com/a.json",
        "dataschema, urn:schema:1",
        "subject, 'Grüße 😀 €'",
        "note, ''"
    })
    void theseAreRight(String name, String value) {
        assertThat(Attributes.mistake(name, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "time, noon",
        "time, 2026-11-22",
        "time, 2026-13-22T10:00:00Z",
        "time, 2026-02-30T10:00:00Z",
        "time, 2026-11-22T25:00:00Z",
        "time, 2026-11-22T10:00:00",
        "time, 2026-11-22 10:00:00Z",
        "datacontenttype, json",
        "source, a b",
        "source, 'http://[x'",
        "dataschema, order.json"
    })
    void theseAreNamedWithTheirValueAndTheWayOut(String name, String value) {
        assertThat(Attributes.mistake(name, value).orElseThrow())
                .startsWith("must be ")
                .contains(" such as ")
                .endsWith("was '" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\u0000b", "\u001f", "x\r\nce-id: y", "\u0085", "\ud83d", "\ufffe", "\ufdd0", "\udbff\udfff"})
    void noAttributeHasWhatTheSpecificationForbids(String value) {
        assertThat(Attributes.mistake("subject", value).orElseThrow()).contains("U+", "CloudEvents forbids");
    }

    @Test
    void thePlaceOfACharacterIsCountedInCharacters() {
        assertThat(Attributes.mistake("note", "😀😀\u0007").orElseThrow()).startsWith("has U+0007 at character 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "subject", "time", "dataschema", "datacontenttype"})
    void noneOfTheSpecificationIsEmpty(String name) {
        assertThat(Attributes.mistake(name, "").orElseThrow()).startsWith("must not be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Note", "a-b", "a_b", "", "ä", "data"})
    void theseAreNoNames(String name) {
        assertThat(Attributes.nameMistake(name)).isPresent();
    }

    @Test
    void aLongValueIsCut() {
        assertThat(Attributes.mistake("time", "x".repeat(1000)).orElseThrow()).hasSizeLessThan(200);
    }
}
