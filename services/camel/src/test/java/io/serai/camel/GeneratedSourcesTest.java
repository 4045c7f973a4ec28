package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The sources under src/generated are what the component generator makes of the component as it is. */
class GeneratedSourcesTest {

    private static final Path FRESH = Path.of("target/generated-camel");
    private static final Path COMMITTED = Path.of("src/generated");

    static boolean built() {
        return Files.isDirectory(FRESH); // an IDE may not run the generator
    }

    @Test
    @EnabledIf("built")
    void areUpToDate() throws IOException {
        assertThat(files(COMMITTED))
                .as("src/generated is out of date; run: mvn -pl services/camel -am -Pregenerate process-classes")
                .isEqualTo(files(FRESH));
    }

    private static Map<String, String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            file -> folder.relativize(file).toString(),
                            GeneratedSourcesTest::read,
                            (a, b) -> a,
                            TreeMap::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
