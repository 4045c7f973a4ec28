package io.serai.bench.chaos.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Takes down what the rules find: of each promise the first violations, and how many there are. */
final class Findings {

    /** So many of each promise are kept. */
    static final int SHOWN = 20;

    private final Faults faults;
    private final List<Violation> shown = new ArrayList<>();
    private final Map<Promise, Long> counts = new EnumMap<>(Promise.class);

    Findings(Faults faults) {
        this.faults = faults;
    }

    void add(Promise promise, long at, String text, long... lines) {
        if (counts.merge(promise, 1L, Long::sum) <= SHOWN) {
            List<Long> known =
                    Arrays.stream(lines).filter(line -> line > 0).boxed().toList();
            shown.add(new Violation(promise, at, text, known, faults.underWay(at)));
        }
    }

    List<Violation> shown() {
        return shown;
    }

    Map<Promise, Long> counts() {
        return counts;
    }
}
