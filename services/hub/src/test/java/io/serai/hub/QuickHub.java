package io.serai.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * The shipped jar unpacked, and an archive of the classes that a hub loads: a start takes a third of the time, and tests
 * start dozens. Made by the first of a run that needs it.
 */
final class QuickHub {

    static final Path SHIPPED = Path.of("target", "serai-hub.jar").toAbsolutePath();

    private static final Path FOLDER = Path.of("target", "quick-hub").toAbsolutePath();
    private static final Path JAR = FOLDER.resolve("jar").resolve(SHIPPED.getFileName());
    private static final Path CLASSES = FOLDER.resolve("classes.jsa");

    private static boolean made;

    private QuickHub() {}

    /** The arguments of {@code java} that name it. */
    static synchronized List<String> program() {
        if (!made) {
            make();
            made = true;
        }
        return program("-XX:SharedArchiveFile=");
    }

    private static List<String> program(String archive) {
        return List.of(archive + CLASSES, "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-jar", JAR.toString());
    }

    private static void make() {
        Path run = FOLDER.resolve("run");
        try {
            FileSystemUtils.deleteRecursively(FOLDER);
            Files.createDirectories(run);
            extract();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        try (HubJar hub =
                HubJar.in(run).program(program("-XX:ArchiveClassesAtExit=")).start()) {
            HubJar.publish(hub.awaitPort(), "1");
            hub.terminate();
        }
    }

    private static void extract() throws IOException {
        List<String> command = List.of(
                HubJar.JAVA, "-Djarmode=tools", "-jar", "" + SHIPPED, "extract", "--destination", "" + JAR.getParent());
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(SHIPPED + " cannot be unpacked");
        }
    }
}
