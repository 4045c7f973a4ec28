package io.serai.delivery.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the cases of public standards are: beside the project in {@code ../shared/conformance}, or where {@code
 * -Dserai.conformance} says.
 */
public final class Conformance {

    private Conformance() {}

    /** The folder of a suite; skips the test where it is absent. */
    public static Path folder(String suite) {
        Path module = Path.of(System.getProperty("basedir", "."));
        String given = System.getProperty("serai.conformance");
        Path all = given == null ? module.resolve("../../../shared/conformance") : Path.of(given);
        Path folder = all.resolve(suite).toAbsolutePath().normalize();
        assumeTrue(
                Files.isDirectory(folder),
                "skipped: the conformance cases are not at " + folder + " (set -Dserai.conformance)");
        return folder;
    }
}
