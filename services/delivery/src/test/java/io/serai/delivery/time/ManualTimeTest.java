package io.serai.delivery.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private final ManualTime time = ManualTime.create();
    private final List<String> ran = new ArrayList<>();

    private void at(int seconds, String name) {
        time.schedule(
                Duration.ofSeconds(seconds),
                () -> ran.add(name + "@"
                        + Duration.between(ManualTime.create().instant(), time.instant())
                                .toSeconds()));
    }

    @Test
    void tasksRunInOrderEachAtItsOwnTime() {
        at(3, "c");
        at(1, "a");
        at(1, "b");
        at(10, "late");
        time.advance(Duration.ofSeconds(5));

        assertThat(ran).containsExactly("a@1", "b@1", "c@3");
        assertThat(time.untilNext()).contains(Duration.ofSeconds(5));
    }

    @Test
    void aTaskMayScheduleAnotherWithinTheSameAdvance() {
        time.schedule(Duration.ofSeconds(1), () -> at(1, "second"));
        time.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("second@2");
    }

    @Test
    void theClockCanBeSetWithoutThatTimePasses() {
        time.schedule(Duration.ofSeconds(1), () -> ran.add("early"));
        time.set(Duration.ofHours(2));
        assertThat(time.instant()).isEqualTo(ManualTime.create().instant().plus(Duration.ofHours(2)));
        time.set(Duration.ofHours(-3));
        assertThat(time.instant()).isEqualTo(ManualTime.create().instant().minus(Duration.ofHours(1)));

        assertThat(ran).isEmpty();
        assertThat(time.untilNext()).contains(Duration.ofSeconds(1));
    }

    @Test
    void aCancelledTaskDoesNotRun() {
        time.schedule(Duration.ofSeconds(1), () -> ran.add("never")).cancel();
        time.advance(Duration.ofSeconds(2));

        assertThat(ran).isEmpty();
    }
}
