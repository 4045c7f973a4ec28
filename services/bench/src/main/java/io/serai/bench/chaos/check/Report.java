package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry.Transport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a history shows.
 *
 * @param violations of each promise the first; none is what is wanted
 * @param counts of all violations
 * @param lines one for each kind of fault, then calm times, then all
 * @param notes what else is to be known of the run
 */
public record Report(
        String run,
        List<Violation> violations,
        Map<Promise, Long> counts,
        List<Line> lines,
        Totals totals,
        List<String> notes) {

    public Report {
        violations = List.copyOf(violations);
        counts = Map.copyOf(counts);
        lines = List.copyOf(lines);
        notes = List.copyOf(notes);
    }

    /**
     * What happened under one kind of fault, from its beginning until all was well.
     *
     * @param acknowledged events, for the first time
     * @param longestGap nanoseconds in which somebody published over HTTP and nobody was acknowledged
     * @param attempts that subscribers saw
     * @param again attempts at what had succeeded at the subscriber
     * @param late attempts of a former owner that arrived after the first of the next
     */
    public record Line(
            String fault, int times, long acknowledged, long longestGap, long attempts, long again, long late) {}

    /**
     * The run as a whole.
     *
     * @param nanos it took
     * @param acknowledged events
     * @param answeredAgain publishers were told that an event is known
     * @param kept events in the log at the end
     * @param succeeded attempts
     * @param parked dead letters at the end
     * @param ended processes
     * @param mostAgain the most that came again at one subscription from one partition after one take-over
     */
    public record Totals(
            long nanos,
            Map<Transport, Long> acknowledged,
            long answeredAgain,
            long kept,
            long succeeded,
            long parked,
            long ended,
            int mostAgain) {

        public Totals {
            acknowledged = Map.copyOf(acknowledged);
        }
    }

    /** Nothing is broken. */
    public boolean passed() {
        return counts.isEmpty();
    }

    /** For {@code RESULTS.md}. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(run).append(": ").append(summary()).append("\n\n");
        text.append("| fault | times | events acknowledged | longest time without acknowledgement | attempts seen"
                + " | again after a success | late, of a former owner |\n");
        text.append("|---|--:|--:|--:|--:|--:|--:|\n");
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %s | %,d | %,d | %,d |%n",
                    line.fault,
                    line.times == 0 ? "" : String.valueOf(line.times),
                    line.acknowledged,
                    Spans.seconds(line.longestGap),
                    line.attempts,
                    line.again,
                    line.late));
        }
        text.append('\n');
        text.append(broken()).append('\n');
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }

    private String summary() {
        String ways = totals.acknowledged.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(way -> String.format(Locale.ROOT, "%,d over %s", way.getValue(), way.getKey()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%.1f minutes, %,d events acknowledged (%s; %,d answers to known events), %,d kept, %,d deliveries,"
                        + " %,d dead letters, %,d processes ended, at most %,d came again from one partition at one"
                        + " subscription after a take-over",
                totals.nanos / 60e9,
                totals.acknowledged.values().stream().mapToLong(Long::longValue).sum(),
                ways,
                totals.answeredAgain,
                totals.kept,
                totals.succeeded,
                totals.parked,
                totals.ended,
                totals.mostAgain);
    }

    private String broken() {
        StringBuilder text = new StringBuilder();
        for (Promise promise : Promise.values()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(promise)
                    .append(": ")
                    .append(counts.getOrDefault(promise, 0L));
        }
        return text.append('\n').toString();
    }

    /** For a terminal: the figures, and each violation. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(markdown());
        for (Violation violation : violations) {
            text.append("\n").append(violation);
        }
        counts.forEach((promise, count) -> {
            long shown = violations.stream()
                    .filter(violation -> violation.promise() == promise)
                    .count();
            if (count > shown) {
                text.append("\n")
                        .append(promise)
                        .append(": ")
                        .append(count - shown)
                        .append(" more");
            }
        });
        return text.append(violations.isEmpty() ? "nothing is broken\n" : "\n").toString();
    }
}
