package io.serai.bench.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The check alone, of a history that is there. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Checks the history of a run against what the hub guarantees.")
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "HISTORY", description = "a file that a run has written")
    private @Nullable Path history;

    @Override
    public Integer call() throws IOException {
        if (history == null) {
            throw new IllegalStateException("picocli requires it");
        }
        Verdict verdict = Verdict.of(history, List.of());
        System.out.println(verdict.text());
        return verdict.exitCode();
    }
}
