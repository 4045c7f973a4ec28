package io.serai.bench.chaos.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A hub to be started again and again: its jar unpacked, with an archive of the classes that a node loads, so that a start
 * takes a third of the time. A run breaks so much more.
 *
 * @param jar as it was built
 */
public record Program(Path jar, Path unpacked, Path classes) {

    private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Duration START = Duration.ofSeconds(180);

    /** Starts a node alone, once, to learn which classes it loads. */
    static Program prepare(Path jar, Place place, List<String> settings) throws IOException, InterruptedException {
        Shell.run(
                java(), "-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", place.folder() + "/jar");
        Program program = new Program(
                jar,
                place.folder().resolve("jar").resolve(jar.getFileName()),
                place.folder().resolve("classes.jsa"));
        List<String> command = program.command("-XX:ArchiveClassesAtExit=");
        command.addAll(Launch.arguments(place));
        command.addAll(settings);
        Process process = new ProcessBuilder(command)
                .directory(place.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(place.log().toFile())
                .start();
        try {
            NodeApi api = new NodeApi(place);
            boolean ready = Wait.until(START, () -> !process.isAlive() || api.ready()) && process.isAlive();
            process.destroy();
            if (!ready || !process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || !Files.exists(program.classes)) {
                throw new ChaosException(jar + " does not start as a node alone, see " + place.log());
            }
            return program;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Without arguments. */
    List<String> command() {
        return command("-XX:SharedArchiveFile=");
    }

    private List<String> command(String archive) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(FLAGS);
        command.addAll(
                List.of(archive + classes, "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-jar", unpacked.toString()));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
