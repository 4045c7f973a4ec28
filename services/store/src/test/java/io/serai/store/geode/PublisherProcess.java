package io.serai.store.geode;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Position;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A {@link Publisher} to be killed, and what it said was acknowledged. */
final class PublisherProcess implements AutoCloseable {

    private final Map<String, Position> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> rows = new ConcurrentHashMap<>();
    private final Process process;
    private final Thread reader;
    private volatile Throwable unexpected;
    private volatile String failure;
    private volatile int acknowledgedAtFailure;

    /** @param arguments as {@link Publisher} takes them */
    PublisherProcess(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("serai.jvm.flags").split(" ")));
        command.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Publisher.class.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        // what it logs is of use when it fails, and drowned in the noise of what the cut breaks
        File log = Path.of("target", "publisher.log").toFile();
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
        reader = new Thread(this::read, "publisher-answers");
        reader.start();
    }

    private void read() {
        try (BufferedReader out = process.inputReader()) {
            String line;
            String last = null;
            // one behind: the last line may be cut off
            while ((line = out.readLine()) != null) {
                take(last);
                last = line;
            }
        } catch (IOException | RuntimeException | AssertionError broken) {
            unexpected = broken;
        }
    }

    /** Logging goes to the same stream. */
    private void take(String line) {
        if (line != null && line.startsWith("failed: ")) {
            acknowledgedAtFailure = acknowledged.size();
            failure = line;
            return;
        }
        String[] parts = line == null ? new String[0] : line.split(" ");
        if (parts.length != 3) {
            return;
        }
        if (parts[0].equals("row")) {
            rows.put(Integer.valueOf(parts[1]), Integer.valueOf(parts[2]));
        } else if (parts[2].equals("false") || parts[2].equals("true")) {
            assertThat(parts[2]).as("%s is a duplicate", parts[0]).isEqualTo("false");
            acknowledged.put(parts[0], Position.parse(parts[1]));
        }
    }

    /** Grows as they come. */
    Map<String, Position> acknowledged() {
        return acknowledged;
    }

    /** The number last acknowledged of each partition's row. */
    Map<Integer, Integer> rows() {
        return rows;
    }

    /** Why its store failed, once it ended for that reason; nothing was acknowledged after it had said so. */
    String failure() throws InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(unexpected).isNull();
        assertThat(process.exitValue()).isEqualTo(Publisher.FAILED);
        // a few that were answered before it failed were on their way to be printed
        assertThat(acknowledged.size() - acknowledgedAtFailure).isLessThanOrEqualTo(Publisher.PUBLISHERS);
        return failure;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it printed before it died was acknowledged, too. */
    void kill() throws InterruptedException {
        // by its handle: the process object would close the stream as well
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(unexpected).isNull();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
}
