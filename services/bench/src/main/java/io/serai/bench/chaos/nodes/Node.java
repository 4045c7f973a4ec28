package io.serai.bench.chaos.nodes;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hub node: one process after another at one place. Every start and end is written to the history; an end that nobody
 * expects is a failure of the run.
 */
public final class Node implements AutoCloseable {

    private static final Duration KILL = Duration.ofSeconds(60);

    private final int number;
    private final Place place;
    private final NodeApi api;
    private final HistoryWriter history;
    private final Consumer<String> failures;
    private volatile Launch launch;
    private volatile @Nullable Life life;

    Node(int number, Place place, Launch launch, HistoryWriter history, Consumer<String> failures) {
        this.number = number;
        this.place = place;
        this.launch = launch;
        this.api = new NodeApi(place);
        this.history = history;
        this.failures = failures;
    }

    /** One process, and whether it is to end. */
    private static final class Life {

        final Process process;
        final CompletableFuture<Void> recorded = new CompletableFuture<>();
        volatile boolean endExpected;
        volatile boolean ready;

        Life(Process process) {
            this.process = process;
        }
    }

    public String name() {
        return place.name();
    }

    public NodeApi api() {
        return api;
    }

    public Path log() {
        return place.log();
    }

    public Optional<LoopDisk> disk() {
        return place.disk();
    }

    public Optional<FakeClock> clock() {
        return place.clock();
    }

    int number() {
        return number;
    }

    /** From its next start on it runs another. */
    public void use(Program program) {
        launch = launch.with(program);
    }

    public Program program() {
        return launch.program();
    }

    public void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command(place))
                .directory(place.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(place.log().toFile()));
        builder.environment().putAll(place.environment());
        changed(Entry.NodeChanged.State.STARTED, null, null);
        Life started = new Life(builder.start());
        life = started;
        started.process.onExit().thenAccept(process -> ended(started));
    }

    private void ended(Life ended) {
        int code = ended.process.exitValue();
        changed(Entry.NodeChanged.State.ENDED, code, ended.endExpected ? null : "unexpected");
        if (!ended.endExpected) {
            failures.accept("node " + name() + " ended by itself with exit code " + code + "; see " + place.log());
        }
        ended.recorded.complete(null);
    }

    /** Whether it became ready since it was last looked at is written to the history. */
    public synchronized void look() {
        Life now = life;
        if (now != null && !now.ready && api.ready()) {
            now.ready = true;
            changed(Entry.NodeChanged.State.READY, null, null);
        }
    }

    private void changed(Entry.NodeChanged.State state, @Nullable Integer exitCode, @Nullable String detail) {
        history.write(at -> new Entry.NodeChanged(at, name(), state, exitCode, detail));
    }

    public boolean alive() {
        Life now = life;
        return now != null && now.process.isAlive();
    }

    /** That it ends by itself from now on is right. */
    public void expectEnd() {
        running().endExpected = true;
    }

    /** As {@code kill -9} does: nothing is written, nothing is said. */
    public void kill() throws InterruptedException {
        Life now = running();
        now.endExpected = true;
        now.process.destroyForcibly();
        if (awaitEnd(KILL).isEmpty()) {
            throw new ChaosException("node " + name() + ": process " + now.process.pid() + " survives kill -9");
        }
    }

    /** SIGTERM, as a supervisor does, and no waiting. */
    public void terminate() {
        Life now = running();
        now.endExpected = true;
        now.process.destroy();
    }

    /** SIGSTOP: it neither runs nor ends. */
    public void freeze() throws IOException {
        Shell.run("kill", "-STOP", Long.toString(running().process.pid()));
    }

    public void thaw() throws IOException {
        Shell.run("kill", "-CONT", Long.toString(running().process.pid()));
    }

    /** Its exit code, if it ends in time. */
    public OptionalInt awaitEnd(Duration atMost) throws InterruptedException {
        Life now = running();
        if (!now.process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return OptionalInt.empty();
        }
        // the end is in the history before the next start
        now.recorded.join();
        return OptionalInt.of(now.process.exitValue());
    }

    private Life running() {
        Life now = life;
        if (now == null) {
            throw new IllegalStateException("node " + name() + " was never started");
        }
        return now;
    }

    /** Kills what is left. */
    @Override
    public void close() {
        Life now = life;
        if (now != null && now.process.isAlive()) {
            now.endExpected = true;
            now.process
                    .destroyForcibly()
                    .onExit()
                    .orTimeout(KILL.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }
}
