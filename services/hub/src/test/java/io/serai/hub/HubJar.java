package io.serai.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The hub as an operator starts it: a process of its own in a folder of its own. */
final class HubJar implements AutoCloseable {

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final Pattern PORT = Pattern.compile("HTTP on port (\\d+)");
    private static final Pattern MANAGEMENT_PORT = Pattern.compile("management on port (\\d+)");

    /** Several may start at once, on few processors. */
    private static final Duration START = Duration.ofSeconds(180);

    private final Process process;
    private final Path log;

    private HubJar(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static HubJar start(Path folder, String... settings) {
        return in(folder).start(settings);
    }

    /** To be started otherwise than usual. */
    static Launch in(Path folder) {
        return new Launch(folder);
    }

    /** How the process is started. */
    static final class Launch {

        private final Path folder;
        private final List<String> flags = new ArrayList<>(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
        private final Map<String, String> environment = new TreeMap<>();
        private String shell = "";
        private List<String> program = List.of();

        private Launch(Path folder) {
            this.folder = folder;
        }

        /** For the JVM; what is said later counts. */
        Launch flag(String flag) {
            flags.add(flag);
            return this;
        }

        Launch environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** So many files and connections open at once, and no more. */
        Launch openFiles(int limit) {
            shell = "ulimit -n " + limit + " && ";
            return this;
        }

        /** As it is shipped, and not {@linkplain QuickHub what starts quicker}. */
        Launch shipped() {
            return program(List.of("-jar", QuickHub.SHIPPED.toString()));
        }

        /** What {@code java} is told to run. */
        Launch program(List<String> arguments) {
            program = arguments;
            return this;
        }

        HubJar start(String... settings) {
            List<String> command = new ArrayList<>();
            if (!shell.isEmpty()) {
                command.addAll(List.of("bash", "-c", shell + "exec \"$0\" \"$@\""));
            }
            command.add(JAVA);
            command.addAll(flags);
            command.addAll(program.isEmpty() ? QuickHub.program() : program);
            command.addAll(List.of(
                    "--server.port=0",
                    "--management.server.port=0",
                    "--serai.cluster.locator-port=0",
                    "--serai.store.partitions=4"));
            for (String setting : settings) {
                command.removeIf(before -> before.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
                command.add(setting);
            }
            try {
                Path log = Files.createTempFile(folder, "hub", ".log");
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
                builder.environment().putAll(environment);
                return new HubJar(builder.start(), log);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
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
                .atMost(START)
                .failFast("the hub ended", () -> !process.isAlive())
                .until(() -> log().contains("hub is running"));
        return find(PORT);
    }

    /** The port of the management API of a locator alone, once it is a member. */
    int awaitLocator() {
        Awaitility.await()
                .atMost(START)
                .failFast("the locator ended", () -> !process.isAlive())
                .until(() -> log().contains("locator is running"));
        return managementPort();
    }

    /** The port of the management API of a hub that runs. */
    int managementPort() {
        return find(MANAGEMENT_PORT);
    }

    private int find(Pattern port) {
        Matcher matcher = port.matcher(log());
        if (!matcher.find()) {
            throw new IllegalStateException(log());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** As {@link #awaitPort}; empty where it ends before. */
    OptionalInt awaitPortOrEnd() {
        Awaitility.await().atMost(START).until(() -> !alive() || log().contains("hub is running"));
        return log().contains("hub is running") ? OptionalInt.of(awaitPort()) : OptionalInt.empty();
    }

    /** Publishes a small event, the same for the same id. */
    static RunningHub.Answer publish(int port, String id) {
        return RunningHub.send(RunningHub.request(
                        URI.create("http://127.0.0.1:" + port + "/events"),
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        id,
                        "ce-source",
                        "/test",
                        "ce-type",
                        "test.any")
                .POST(BodyPublishers.ofString("payload")));
    }

    boolean alive() {
        return process.isAlive();
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

    /** As Ctrl-C or a supervisor does; answers the exit code. */
    int terminate() {
        signal();
        return awaitEnd();
    }

    /** SIGTERM, and no waiting. */
    void signal() {
        process.destroy();
    }

    @Override
    public void close() {
        kill();
    }
}
