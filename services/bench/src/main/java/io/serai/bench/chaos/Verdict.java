package io.serai.bench.chaos;

import io.serai.bench.chaos.check.Checker;
import io.serai.bench.chaos.check.Report;
import io.serai.bench.chaos.check.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What was found.
 *
 * @param failures of the run, beside what its history shows
 */
record Verdict(Path history, Report report, List<String> failures) {

    /** So many lines of the history are quoted. */
    private static final int QUOTED = 60;

    Verdict {
        failures = List.copyOf(failures);
    }

    static Verdict of(Path history, List<String> failures) {
        return new Verdict(history, Checker.check(history), failures);
    }

    /** 0 for nothing, 1 for something. */
    int exitCode() {
        return report.passed() && failures.isEmpty() ? 0 : 1;
    }

    /** For a terminal, with the lines of the history that show what is broken. */
    String text() throws IOException {
        List<String> text = new ArrayList<>(List.of(report.toString()));
        text.addAll(evidence());
        failures.forEach(failure -> text.add("FAILED: " + failure));
        text.add("history: " + history);
        return String.join("\n", text) + "\n";
    }

    private List<String> evidence() throws IOException {
        TreeSet<Long> wanted = new TreeSet<>();
        report.violations().stream().map(Violation::lines).forEach(wanted::addAll);
        List<String> quoted = new ArrayList<>();
        try (var lines = Files.newBufferedReader(history)) {
            String line = lines.readLine();
            for (long number = 1; line != null && quoted.size() < QUOTED && !wanted.isEmpty(); number++) {
                if (wanted.remove(number)) {
                    quoted.add(number + ": " + line);
                }
                line = lines.readLine();
            }
        }
        return quoted;
    }
}
