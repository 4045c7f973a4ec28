package io.serai.camel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.Failure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static Failure http(int status, Map<String, String> headers) {
        return Failures.of(
                new HttpOperationFailedException(
                        "http://billing:8080/charges?token=secret", status, "Busy", null, headers, "secret body"),
                NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                "0 | PT0S",
                "99999999999999999999 | PT8760H",
                "Sun, 22 Nov 2026 10:05:00 GMT | PT5M",
                "Sun, 22 Nov 2026 09:00:00 GMT | PT0S",
                "soon |",
                "-5 |",
                "1.5 |",
                "'' |",
            })
    void retryAfterIsSecondsOrADate(String header, Duration wait) {
        assertThat(http(503, Map.of("retry-after", header)).retryAfter()).isEqualTo(Optional.ofNullable(wait));
    }

    @Test
    void aDateIsByTheClockOfTheTarget() {
        assertThat(http(
                                429,
                                Map.of(
                                        "Retry-After", "Sun, 22 Nov 2026 07:00:30 GMT",
                                        "Date", "Sun, 22 Nov 2026 07:00:00 GMT"))
                        .retryAfter())
                .contains(Duration.ofSeconds(30));
    }

    @Test
    void anHttpStatusIsFoundUnderWrappersAndTellsNoSecrets() {
        Failure failure = Failures.of(
                new CamelExecutionException(
                        "x",
                        null,
                        new HttpOperationFailedException(
                                "http://b:8080/c?token=secret", 409, "No", null, Map.of(), "secret")),
                NOW);
        assertThat(failure.cause()).isEqualTo("http:409");
        assertThat(failure.message()).isEqualTo("status 409 No from http://b:8080/c");
    }

    @Test
    void aWrapperIsNotTheCause() {
        assertThat(Failures.of(new RuntimeCamelException(new IllegalStateException("x")), NOW)
                        .cause())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void ioAndBrokersThatDoNotAnswerAreSignsOfATargetThatIsDown() {
        assertThat(Failures.of(new RuntimeException(new IOException("x")), NOW).targetDown())
                .isTrue();
        assertThat(Failures.of(new TimeoutException("topic not present"), NOW).targetDown())
                .isTrue();
        assertThat(Failures.of(new IllegalArgumentException("x"), NOW).targetDown())
                .isFalse();
    }
}
