package io.serai.delivery.internal.engine;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.Failure;
import io.serai.delivery.Policy.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPlanTest {

    @Property
    void aDelayIsWithinTheJitterOfItsBackoffAndNeverAboveMaxDelay(
            @ForAll Backoff backoff,
            @ForAll @LongRange(min = 1, max = 3_600_000) long delay,
            @ForAll @DoubleRange(min = 1, max = 100) double multiplier,
            @ForAll @LongRange(min = 1, max = 86_400_000) long above,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter,
            @ForAll @IntRange(min = 1, max = 1_000_000) int failed,
            @ForAll long seed) {
        long max = delay + above;
        RetryPlan plan = new RetryPlan(
                policy().backoff(backoff, Duration.ofMillis(delay), multiplier, Duration.ofMillis(max), jitter)
                        .build()
                        .retry());
        double exact =
                switch (backoff) {
                    case FIXED -> delay;
                    case LINEAR -> (double) delay * failed;
                    case EXPONENTIAL -> delay * Math.pow(multiplier, failed - 1);
                };
        double cut = Math.min(exact, max);

        Duration planned = plan.delay(failed, seed);

        assertThat(planned.toMillis())
                .isBetween((long) (cut * (1 - jitter)) - 1, Math.min(max, (long) (cut * (1 + jitter)) + 1));
        assertThat(plan.delay(failed, seed)).isEqualTo(planned);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http:4xx except 404,408 | 400 | true",
                "http:4xx except 404,408 | 404 | false",
                "http:4xx except 404, 408 | 408 | false",
                "http:4xx | 404 | true",
                "http:4xx | 500 | false",
                "http:5xx except 503 | 500 | true",
                "http:409 | 409 | true",
                "http:409 | 410 | false",
            })
    void rulesForHttp(String rule, int status, boolean givesUp) {
        assertThat(GiveUpRules.parse(List.of(rule))
                        .match(Failure.http(status, "", Optional.empty()))
                        .isPresent())
                .isEqualTo(givesUp);
    }

    @ParameterizedTest
    @CsvSource({
        "java.io.IOException, true",
        "java.io.FileNotFoundException, true",
        "IOException, true",
        "java.lang.Exception, true",
        "java.lang.IllegalStateException, false",
        "OtherIOException, false",
        "timeout, false",
    })
    void rulesForExceptionsAlsoOfSuperClassesAndCauses(String rule, boolean givesUp) {
        Failure failure = Failure.of(new RuntimeException(new java.io.FileNotFoundException("x")));

        assertThat(GiveUpRules.parse(List.of(rule)).match(failure).isPresent()).isEqualTo(givesUp);
    }

    @Test
    void aTimeOutCanBeGivenUpAtOnce() {
        assertThat(GiveUpRules.parse(List.of("timeout")).match(Failure.timeout(Duration.ofSeconds(1))))
                .contains("timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http:6xx", "http:40", "http:4xx except", "http:4xx except 40", "no class", "a..b", "", "x:y"})
    void whatIsNoRuleIsRefused(String rule) {
        assertThatThrownBy(() -> GiveUpRules.parse(List.of(rule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + rule + "' is no rule; write an exception's class name");
    }
}
