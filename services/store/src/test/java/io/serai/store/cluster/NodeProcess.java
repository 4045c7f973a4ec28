package io.serai.store.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link ClusterNode}, to be told what to do, and to be killed. */
final class NodeProcess implements AutoCloseable {

    private final PrintStream log;
    private final Process process;
    private final BufferedWriter in;
    private final Thread reader;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final List<String> refusals = new ArrayList<>();
    private volatile String failure = "";

    NodeProcess(Object... arguments) throws IOException {
        log = new PrintStream(
                new FileOutputStream(
                        Path.of("target", "cluster-" + arguments[0] + ".log").toFile(), true),
                true,
                StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("serai.jvm.flags").split(" ")));
        command.addAll(List.of(
                "-Xmx300m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterNode.class.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        in = process.outputWriter();
        reader = new Thread(this::read, "node-answers");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader out = process.inputReader()) {
            String line;
            while ((line = out.readLine()) != null) {
                take(line, line.split(" ", 4));
            }
        } catch (IOException killed) {
            // what it said until then counts
        }
        asked.values().forEach(answer -> answer.completeExceptionally(new IOException("the node is gone")));
    }

    /** Logging goes to the same stream. */
    private void take(String line, String[] words) {
        if (line.startsWith("> ")) {
            int answer = line.indexOf(' ', 2) + 1;
            asked.remove(words[1]).complete(line.substring(answer));
        } else if (line.startsWith("+ ") && words.length == 4) {
            acknowledged.put(words[1], words[2]);
        } else if (line.startsWith("- ")) {
            synchronized (refusals) {
                refusals.add(line);
            }
        } else {
            if (line.startsWith("! ")) {
                failure = line;
            }
            log.println(line);
        }
    }

    CompletableFuture<String> ask(String what) {
        String number = Integer.toString(numbers.incrementAndGet());
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.put(number, answer);
        try {
            synchronized (in) {
                in.write(number + " " + what + "\n");
                in.flush();
            }
        } catch (IOException gone) {
            answer.completeExceptionally(gone);
        }
        return answer;
    }

    String tell(String what) throws Exception {
        return ask(what).get(100, TimeUnit.SECONDS);
    }

    int ownedPartitions() throws Exception {
        return Integer.parseInt(tell("status").split(" ")[1]);
    }

    /** Position by id of what its publishers were acknowledged. */
    Map<String, String> acknowledged() {
        return acknowledged;
    }

    List<String> refusals() {
        synchronized (refusals) {
            return List.copyOf(refusals);
        }
    }

    long pid() {
        return process.pid();
    }

    void kill() throws Exception {
        process.toHandle().destroyForcibly();
        ended();
    }

    /** The exit code. */
    int ended() throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(10));
        return process.exitValue();
    }

    /** Why its store failed. */
    String failure() {
        return failure;
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
}
