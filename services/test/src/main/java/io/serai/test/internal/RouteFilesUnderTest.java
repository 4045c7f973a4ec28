package io.serai.test.internal;

import io.serai.delivery.Definitions;
import io.serai.delivery.config.DefinitionsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files that a test names. */
final class RouteFilesUnderTest {

    private final List<Path> named;

    RouteFilesUnderTest(List<Path> named) {
        for (Path path : named) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException("@SeraiTest(routes = \"" + path
                        + "\"): there is no such file, seen from " + Path.of("").toAbsolutePath());
            }
        }
        this.named = List.copyOf(named);
    }

    /** Every {@code *.camel.yaml} of a folder, and the files named. */
    List<Path> camelFiles() {
        List<Path> files = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> inside = Files.list(path)) {
                    inside.filter(file -> file.getFileName().toString().endsWith(".camel.yaml"))
                            .sorted()
                            .forEach(files::add);
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /** What is declared beside them. */
    Definitions definitions() {
        TreeSet<Path> folders = new TreeSet<>();
        for (Path path : named) {
            Path absolute = path.toAbsolutePath().normalize();
            folders.add(Files.isDirectory(path) ? absolute : absolute.getParent());
        }
        if (folders.size() > 1) {
            throw new IllegalArgumentException("@SeraiTest(routes = …) names files of several folders, " + folders
                    + "; subscriptions.yaml and its like are read from one");
        }
        return folders.isEmpty() ? Definitions.none() : DefinitionsLoader.load(folders.first());
    }
}
