package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {

    private static boolean matches(String filter) {
        return EventFilter.parse(filter)
                .match(CloudEventBuilder.v1()
                        .withId("1")
                        .withSource(URI.create("/legacy/orders"))
                        .withType("shop.order.placed")
                        .withSubject("a&b=c#d?e%f+g")
                        .withExtension("amount", 12)
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EXISTS subject AND source LIKE '/legacy/%' | true",
                "source LIKE '/new/%' | false",
                "subject = 'a&b=c#d?e%f+g' | true",
                "amount > 10 | true",
                "type IN ('a', 'shop.order.placed') | true",
                "exists subject and not (amount < 10) | true",
                "LEFT(type, 4) = 'shop' | true",
            })
    void readsCloudEventsSql(String filter, boolean matches) {
        assertThat(matches(filter)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "missing = 'a'",
                "amount / 0 = 1",
                "subject + 1 = 2",
                "id",
                "ABS(subject) = 1",
            })
    void whatCannotBeEvaluatedDoesNotMatch(String filter) {
        assertThat(matches(filter)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "source LIKE | character 12",
                "x == 1 | character 4",
                "a = 'b | character 5",
                "(a = 1 | character 7",
                "a = 1 b | character 7",
                "NOPE(1) | character 1",
                "a = 1 AND NOPE(a) | character 11",
            })
    void aMistakeIsRefusedNamingItsPlace(String filter, String place) {
        assertThatThrownBy(() -> EventFilter.parse(filter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("filter is no CloudEvents SQL: ")
                .hasMessageContaining(place)
                .hasMessageEndingWith("of: " + filter);
    }

    @Test
    void filtersOfTheSameTextAreEqual() {
        assertThat(EventFilter.parse("a = 1"))
                .isEqualTo(EventFilter.parse("a = 1"))
                .hasToString("a = 1");
    }
}
