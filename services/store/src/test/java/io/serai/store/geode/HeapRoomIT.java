package io.serai.store.geode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process with little heap is filled: it refuses events, lives, and takes them again. */
class HeapRoomIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC"})
    void aHeapThatFillsRefusesEventsAndTakesThemWhenThereIsRoom(String collector) throws Exception {
        assertThat(run(collector, "ballast"))
                .containsSubsequence("refused", "rows are written", "taken again")
                .contains("serai.store.max-heap-percentage")
                .doesNotContain("OutOfMemoryError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC"})
    @Tag("long")
    void aLogThatFillsTheHeapRefusesEventsAndTheProcessLives(String collector) throws Exception {
        assertThat(run(collector, "log"))
                .containsSubsequence("refused", "rows are written")
                .doesNotContain("OutOfMemoryError");
    }

    private String run(String collector, String what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("serai.jvm.flags").split(" ")));
        command.addAll(List.of("-Xmx128m", collector, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(SmallHeap.class.getName(), folder.resolve("data").toString(), what));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(Files.readString(output)).isNotEmpty();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
