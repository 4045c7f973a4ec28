package io.serai.bench.chaos;

import java.nio.file.Path;
import java.util.List;

/** Says what was found, and answers the exit code. */
final class Verdict {

    private Verdict() {}

    static int of(Path history, List<String> failures) {
        failures.forEach(failure -> System.out.println("FAILED: " + failure));
        System.out.println("history " + history);
        return failures.isEmpty() ? 0 : 1;
    }
}
