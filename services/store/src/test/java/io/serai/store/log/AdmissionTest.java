package io.serai.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission admission = new Admission(3, 100);

    @Test
    void refusesWhatIsTooManyUntilOthersLeft() {
        assertThat(admission.enter(3, 30)).isTrue();
        assertThat(admission.enter(1, 1)).isFalse();
        admission.leave(10);

        assertThat(admission.enter(1, 10)).isTrue();
        assertThat(admission.refusal()).hasMessageContaining("limit is 3 events");
        assertThat(admission.refusal().retryAfter()).isPositive();
    }

    @Test
    void refusesWhatIsTooLargeAndForgetsIt() {
        assertThat(admission.enter(1, 101)).isFalse();
        assertThat(admission.enter(2, 99)).isTrue();
        assertThat(admission.enter(1, 2)).isFalse();
        assertThat(admission.enter(1, 1)).isTrue();
    }

    @Test
    void letsNobodyInWhileSomethingIsShortAndSaysWhat() {
        admission.shortage(Optional.of("the disk is full"));
        assertThat(admission.enter(1, 1)).isFalse();
        assertThat(admission.refusal()).hasMessageContaining("no new events: the disk is full");
        assertThat(admission.refusal().retryAfter()).isPositive();

        admission.shortage(Optional.empty());
        assertThat(admission.enter(3, 100)).isTrue();
    }
}
