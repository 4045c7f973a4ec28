package io.serai.bench.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static List<String> first(int count, long seed) {
        Schedule schedule = new Schedule(Faults.all(), seed);
        return Stream.generate(schedule::next).limit(count).map(Fault::name).toList();
    }

    @Test
    void everyFaultComesBeforeAnyComesAgain() {
        int all = Faults.all().size();
        List<String> two = first(2 * all, 7);
        assertThat(two.subList(0, all)).doesNotHaveDuplicates();
        assertThat(two.subList(all, 2 * all)).doesNotHaveDuplicates();
    }

    @Test
    void theSeedDecidesTheOrder() {
        assertThat(first(30, 1)).isEqualTo(first(30, 1)).isNotEqualTo(first(30, 2));
    }

    @Test
    void aFaultThatThereIsNotIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Faults.named("kil"))
                .hasMessageContaining("'kil'")
                .hasMessageContaining("kill-oldest");
    }
}
