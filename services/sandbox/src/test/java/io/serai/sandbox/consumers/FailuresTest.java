package io.serai.sandbox.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private final Failures failures = new Failures();

    @Test
    void refusesTheNextDeliveriesWhateverTheyBring() {
        failures.refuse(2, 429);

        assertThat(refusal(1, "{}")).hasValue(429);
        assertThat(refusal(1, "no json")).hasValue(429);
        assertThat(refusal(1, "no json")).isEmpty();
    }

    @Test
    void refusesAsManyAttemptsAsTheDataSay() {
        assertThat(refusal(1, "{\"fail\": 2}")).hasValue(503);
        assertThat(refusal(2, "{\"fail\": 2}")).hasValue(503);
        assertThat(refusal(3, "{\"fail\": 2}")).isEmpty();
    }

    @Test
    void takesWhatSaysNothing() {
        assertThat(refusal(1, "{\"fail\": \"often\"}")).isEmpty();
        assertThat(refusal(1, "")).isEmpty();
        assertThat(refusal(1, "[1]")).isEmpty();
    }

    private OptionalInt refusal(int attempt, String data) {
        return failures.refusal(new Arrival("billing", Map.of("attempt", String.valueOf(attempt)), data));
    }
}
