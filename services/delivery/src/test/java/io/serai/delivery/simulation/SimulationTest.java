package io.serai.delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, the promises are kept. A seed that breaks one is told with how to run it again. */
class SimulationTest {

    private static final String SEED = "serai.simulation.seed";
    private static final String SCHEDULES = "serai.simulation.schedules";

    @Test
    void keepsItsPromisesInEverySchedule() {
        Long seed = Long.getLong(SEED);
        if (seed != null) {
            verify(seed);
        } else {
            LongStream.range(0, Integer.getInteger(SCHEDULES, 1_000)).forEach(SimulationTest::verify);
        }
    }

    @Test
    @Tag("long")
    void keepsItsPromisesInSchedulesNeverSeen() {
        long first = System.nanoTime();
        int schedules = Integer.getInteger(SCHEDULES, 100_000);
        long began = System.nanoTime();
        LongStream.range(first, first + schedules).forEach(SimulationTest::verify);
        System.out.printf("%d schedules, %.0f a minute%n", schedules, schedules * 60e9 / (System.nanoTime() - began));
    }

    @Test
    void theSameSeedIsTheSameCourseOfEvents() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation.Result once = Simulation.tell(seed);
            Simulation.Result again = Simulation.tell(seed);
            assertThat(again.story()).as("seed %s", seed).isEqualTo(once.story());
            assertThat(again.digest()).as("seed %s", seed).isEqualTo(once.digest());
        }
    }

    private static void verify(long seed) {
        if (Simulation.run(seed).broken().isPresent()) {
            Simulation.Result told = Simulation.tell(seed);
            fail(
                    "seed %d, step %d: %s%n%nrun it again with -Dtest=SimulationTest -D%s=%d%n%nwhat happened last:%n%s",
                    seed,
                    told.steps(),
                    told.broken().orElse("not broken when run again: something depends on more than the seed"),
                    SEED,
                    seed,
                    told.story());
        }
    }
}
