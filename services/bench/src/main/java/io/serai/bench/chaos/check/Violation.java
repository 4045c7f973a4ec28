package io.serai.bench.chaos.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that must not be.
 *
 * @param at when, in nanoseconds since the run began
 * @param lines of the history that show it
 * @param faults under way then
 */
public record Violation(Promise promise, long at, String text, List<Long> lines, List<String> faults) {

    public Violation {
        lines = List.copyOf(lines);
        faults = List.copyOf(faults);
    }

    @Override
    public String toString() {
        String where = lines.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return promise + ": " + text + " (at " + Spans.seconds(at) + (where.isEmpty() ? "" : ", lines " + where)
                + (faults.isEmpty() ? ", no fault under way" : ", during " + String.join(", ", faults)) + ")";
    }
}
