package io.serai.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DedupIndexTest {

    /** Few fingerprints, so that many events share one, as after a bad accident. */
    @Property(tries = 300)
    void findsWhatWasAddedAndNothingElse(@ForAll @Size(max = 400) List<@IntRange(max = 30) Integer> fingerprints) {
        DedupIndex index = new DedupIndex();
        Map<Long, Integer> model = new HashMap<>();
        for (int offset = 0; offset < fingerprints.size(); offset++) {
            index.add(spread(fingerprints.get(offset)), offset);
            model.put((long) offset, fingerprints.get(offset));
        }

        assertThat(index.size()).isEqualTo(fingerprints.size());
        model.forEach((offset, fingerprint) ->
                assertThat(index.find(spread(fingerprint), at -> at == offset)).isEqualTo(offset));
        assertThat(index.find(spread(99), at -> true)).isEqualTo(-1);
        assertThat(index.find(spread(3), at -> false)).isEqualTo(-1);
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
        assertThat(index.find(Fingerprint.of("/s", "id" + 1_000_001, "k"), offset -> true))
                .isEqualTo(-1);
    }

    private static long spread(int fingerprint) {
        return fingerprint % 2 == 0 ? fingerprint : -1L - fingerprint;
    }
}
