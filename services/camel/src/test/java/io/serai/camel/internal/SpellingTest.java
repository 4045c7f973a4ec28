package io.serai.camel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {

    /** Examples of the HTTP binding of CloudEvents 1.0, section 3.1.3.2, and what lies at their edges. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "Euro € 😀 | Euro%20%E2%82%AC%20%F0%9F%98%80",
                "100% | 100%25",
                "\"quoted\" | %22quoted%22",
                "~!@#$&*()=:/,;?+' | ~!@#$&*()=:/,;?+'",
                "`\u007f` | %7F",
                "`\t` | %09",
            })
    void httpValuesArePercentEncodedAndComeBack(String value, String header) {
        assertThat(Spelling.HTTP.encode(value)).isEqualTo(header);
        assertThat(Spelling.HTTP.decode(header)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "50% off | 50% off",
                "%zz | %zz",
                "%2 | %2",
                "%ff | %ff",
                "%e2%82%ac | €",
                "\"a \\\"b\\\" c\" | a \"b\" c",
            })
    void whatIsNotEncodedIsReadAsItIs(String header, String value) {
        assertThat(Spelling.HTTP.decode(header)).isEqualTo(value);
    }

    @Test
    void otherProtocolsCarryTextAsItIs() {
        assertThat(Spelling.KAFKA.encode("€ %20")).isEqualTo("€ %20");
        assertThat(Spelling.JMS.decode("€ %20")).isEqualTo("€ %20");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ce-id",
                "CE-Type",
                "ce_id",
                "cloudEvents_id",
                "cloudEvents:id",
                "serai-attempt",
                "serai_position",
                "Idempotency-Key",
                "idempotency_key"
            })
    void theHubsOwnHeadersAreKnownInEverySpelling(String header) {
        assertThat(Spelling.isAnyAttributeOrDelivery(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-", "certificate", "Content-Type", "cloudEventsX", "seraiX", "Authorization"})
    void othersAreNot(String header) {
        assertThat(Spelling.isAnyAttributeOrDelivery(header)).isFalse();
    }
}
