package io.serai.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code java -jar serai-hub.jar}, as an operator starts it: a process of its own in a folder of its own. */
final class HubJar implements AutoCloseable {

    private static final Path JAR = Path.of("target", "serai-hub.jar").toAbsolutePath();
    private static final Pattern PORT = Pattern.compile("HTTP on port (\\d+)");

    private final Process process;
    private final Path log;

    private HubJar(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static HubJar start(Path folder, String... settings) {
        try {
            Path log = Files.createTempFile(folder, "hub", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-jar",
                    JAR.toString(),
                    "--server.port=0",
                    "--management.server.port=0",
                    "--serai.cluster.locator-port=0",
                    "--serai.store.partitions=4"));
            for (String setting : settings) {
                command.removeIf(before -> before.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
                command.add(setting);
            }
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new HubJar(process, log);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The port of the HTTP API, once the hub runs. */
    int awaitPort() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .failFast("the hub ended", () -> !process.isAlive())
                .until(() -> log().contains("hub is running"));
        Matcher matcher = PORT.matcher(log());
        if (!matcher.find()) {
            throw new IllegalStateException(log());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** The exit code of a process that ends by itself. */
    int awaitEnd() {
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not end: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    void terminate() {
        process.destroy();
        awaitEnd();
    }

    @Override
    public void close() {
        kill();
    }
}
