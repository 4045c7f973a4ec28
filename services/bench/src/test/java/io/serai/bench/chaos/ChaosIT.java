package io.serai.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.faults.Fault;
import io.serai.bench.chaos.faults.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The harness as it is run by hand, only shorter: three hub processes are broken under load, and nothing is lost. What this
 * machine cannot do – only root makes networks and disks – is skipped, and named in the output.
 */
class ChaosIT {

    /** Stays for a look at logs and history where something was found. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private void run(String... more) throws IOException {
        CommandLine chaos = new CommandLine(new Chaos());
        String[] common = {"run", "--hub", "../hub/target/serai-hub.jar", "--folder", folder.toString()};
        String[] arguments = new String[common.length + more.length];
        System.arraycopy(common, 0, arguments, 0, common.length);
        System.arraycopy(more, 0, arguments, common.length, more.length);
        int exitCode = chaos.execute(arguments);
        Path verdict = folder.resolve("verdict.md");
        assertThat(exitCode)
                .as(Files.exists(verdict) ? Files.readString(verdict) : "no verdict was reached")
                .isZero();
    }

    /** Those that do what another does, only several times, are left to the long run. */
    private static final Set<String> REPEAT_OTHERS = Set.of("kill", "kill-two", "rolling-restart");

    @Test
    void nothingIsLostThroughOneFaultOfEachKind() throws IOException {
        String faults = Faults.all().stream()
                .map(Fault::name)
                .filter(fault -> !REPEAT_OTHERS.contains(fault))
                .collect(Collectors.joining(","));
        run("--faults=" + faults, "--seed=1", "--times=1", "--minutes=30", "--pace=0.4", "--calm=0", "--publishers=2");
    }

    @Test
    @Tag("long")
    void nothingIsLostInTenMinutesOfAllFaults() throws IOException {
        run("--minutes=10");
    }
}
