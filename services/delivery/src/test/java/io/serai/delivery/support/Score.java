package io.serai.delivery.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many cases of a standard pass, told in the output of the tests; failures that are known are named, not hidden. */
public final class Score {

    private final String suite;
    private final Map<String, String> failed = new TreeMap<>();
    private int cases;

    public Score(String suite) {
        this.suite = suite;
    }

    /** A case that may throw whatever says that it failed. */
    @FunctionalInterface
    public interface Case {
        void run() throws Exception;
    }

    public void count(String name, Case one) {
        cases++;
        try {
            one.run();
        } catch (Exception | AssertionError why) {
            failed.put(name, String.valueOf(why));
        }
    }

    /** Tells the score; fails where other cases fail than those that are known to. */
    public void assertOnlyFailures(int atLeast, Set<String> known) {
        System.out.println(suite + ": passed " + (cases - failed.size()) + " of " + cases
                + (failed.isEmpty() ? "" : "; failed: " + String.join(" | ", failed.keySet())));
        assertThat(cases).as("cases of " + suite).isGreaterThanOrEqualTo(atLeast);
        assertThat(failed.keySet())
                .as(() ->
                        "cases of " + suite + " that fail; one that passes now is to be taken off the list: " + failed)
                .isEqualTo(known);
    }
}
