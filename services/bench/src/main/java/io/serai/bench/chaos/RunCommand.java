package io.serai.bench.chaos;

import io.serai.bench.chaos.faults.Fault;
import io.serai.bench.chaos.faults.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A run from the command line; the exit code is 0 where nothing was found, 1 where something was. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Three hub processes under load, one fault after another, then the check of what happened.")
final class RunCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seed", description = "decides the faults, their order and what they hit (default: by chance)")
    private long seed = System.nanoTime();

    @Option(names = "--minutes", description = "in which faults begin (default: ${DEFAULT-VALUE})")
    private double minutes = 10;

    @Option(
            names = "--folder",
            description = "for data, logs and the history; must be empty (default: a temporary one)")
    private @Nullable Path folder;

    @Option(
            names = "--faults",
            split = ",",
            description = "only these (default: all): ${COMPLETION-CANDIDATES}",
            completionCandidates = Names.class)
    private List<String> faults = Faults.all().stream().map(Fault::name).toList();

    @Option(names = "--times", description = "how often each fault at most; 0: as often as there is time (default: 0)")
    private int times;

    @Option(names = "--pace", description = "what faults last is multiplied by (default: ${DEFAULT-VALUE})")
    private double pace = 1;

    @Option(names = "--calm", description = "seconds between two faults (default: ${DEFAULT-VALUE})")
    private int calm = 5;

    @Option(names = "--hub", description = "the hub (default: ${DEFAULT-VALUE})")
    private Path hub = Path.of("services/hub/target/serai-hub.jar");

    @Option(
            names = "--other-hub",
            description = "an earlier hub that the nodes begin with; the rolling restart upgrades")
    private @Nullable Path otherHub;

    @Option(names = "--publishers", description = "over HTTP, Kafka and JMS each (default: ${DEFAULT-VALUE})")
    private int publishers = 4;

    @Option(names = "--pause", description = "milliseconds of a publisher between events (default: ${DEFAULT-VALUE})")
    private int pause = 30;

    /** What {@code --faults} takes. */
    static final class Names implements Iterable<String> {

        @Override
        public java.util.Iterator<String> iterator() {
            return Faults.all().stream().map(Fault::name).iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = settings();
        System.out.println("seed " + seed + ", folder " + settings.folder());
        Run run = new Run(settings);
        Thread hook = new Thread(run::close, "take away");
        Runtime.getRuntime().addShutdownHook(hook);
        run.run();
        Runtime.getRuntime().removeShutdownHook(hook);
        Verdict verdict = Verdict.of(settings.history(), run.failures());
        String text = verdict.text();
        System.out.println(text);
        Files.writeString(settings.verdict(), text);
        return verdict.exitCode();
    }

    private Settings settings() throws Exception {
        require(Files.isRegularFile(hub), "--hub " + hub + " is not there; build it by mvn package -DskipTests");
        Path own = folder == null ? Files.createTempDirectory("serai-chaos") : Files.createDirectories(folder);
        try (var files = Files.list(own)) {
            require(files.findAny().isEmpty(), "--folder " + own + " is not empty; name another, or remove it");
        }
        List<Fault> chosen;
        try {
            chosen = faults.stream().map(Faults::named).toList();
        } catch (IllegalArgumentException unknown) {
            throw mistake("--faults: " + unknown.getMessage());
        }
        return new Settings(
                seed,
                Duration.ofSeconds(Math.round(minutes * 60)),
                own.toAbsolutePath().normalize(),
                chosen,
                times,
                pace,
                Duration.ofSeconds(calm),
                hub.toAbsolutePath().normalize(),
                Optional.ofNullable(otherHub).map(jar -> jar.toAbsolutePath().normalize()),
                publishers,
                Duration.ofMillis(pause));
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw mistake(message);
        }
    }

    private CommandLine.ParameterException mistake(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
