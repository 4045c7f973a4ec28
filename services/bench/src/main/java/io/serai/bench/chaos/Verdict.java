package io.serai.bench.chaos;

import io.serai.bench.chaos.check.Checker;
import io.serai.bench.chaos.check.Report;
import java.nio.file.Path;
import java.util.List;

/** Says what was found, and answers the exit code: 0 for nothing, 1 for something. */
final class Verdict {

    private Verdict() {}

    /** @param failures of the run, beside what its history shows */
    static int of(Path history, List<String> failures) {
        Report report = Checker.check(history);
        System.out.println(report);
        failures.forEach(failure -> System.out.println("FAILED: " + failure));
        System.out.println("history: " + history);
        return report.passed() && failures.isEmpty() ? 0 : 1;
    }
}
