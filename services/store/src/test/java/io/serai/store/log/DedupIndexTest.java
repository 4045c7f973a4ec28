package io.serai.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class DedupIndexTest {

    private static final long FOUR_THOUSAND_MILLION = 1L << 32;

    private record Step(boolean add, int fingerprint, long offset) {}

    @Property(tries = 500)
    void findsWhatIsThereAndNothingElse(@ForAll("steps") List<Step> steps) {
        DedupIndex index = new DedupIndex();
        Map<Long, Long> model = new HashMap<>();
        for (Step step : steps) {
            long fingerprint = spread(step.fingerprint);
            if (step.add && model.putIfAbsent(step.offset, fingerprint) == null) {
                index.add(fingerprint, step.offset);
            } else if (!step.add) {
                index.remove(model.getOrDefault(step.offset, fingerprint), step.offset);
                model.remove(step.offset);
            }
        }

        assertThat(index.size()).isEqualTo(model.size());
        model.forEach((offset, fingerprint) ->
                assertThat(index.find(fingerprint, at -> at == offset)).isEqualTo(offset));
        for (int fingerprint = 0; fingerprint <= 30; fingerprint++) {
            long unknown = spread(fingerprint);
            if (model.values().stream().noneMatch(known -> known >>> 32 == unknown >>> 32)) {
                assertThat(index.find(unknown, at -> true)).isEqualTo(-1);
            }
            assertThat(index.find(unknown, at -> false)).isEqualTo(-1);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(3, true), Tuple.of(1, false)),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.longs()
                                .between(0, 150)
                                .map(offset -> offset % 5 == 0 ? offset + FOUR_THOUSAND_MILLION : offset))
                .as(Step::new)
                .list()
                .ofMaxSize(400);
    }

    @Test
    void growsToAMillion() {
        DedupIndex index = new DedupIndex();
        for (int i = 0; i < 1_000_000; i++) {
            index.add(Fingerprint.of("/s", "id" + i, "k"), i);
        }
        for (int i = 0; i < 1_000_000; i += 997) {
            int wanted = i;
            assertThat(index.find(Fingerprint.of("/s", "id" + i, "k"), offset -> offset == wanted))
                    .isEqualTo(i);
        }
        assertThat(index.find(Fingerprint.of("/s", "id" + 1_000_001, "k"), offset -> offset == 1_000_001))
                .isEqualTo(-1);
    }

    /** Upper halves at both ends, so that searches run over the end of the table and meet strangers. */
    private static long spread(int fingerprint) {
        long tag = fingerprint % 2 == 0 ? 1 + fingerprint / 4 : 0xffff_ffffL - fingerprint / 4;
        return tag << 32 | fingerprint;
    }
}
