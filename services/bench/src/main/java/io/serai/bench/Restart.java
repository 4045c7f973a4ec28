package io.serai.bench;

import io.serai.store.Durability;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills a store, says what an event takes in the heap, ends the process without a clean close, and says how long the
 * next takes until it serves. Each store is filled and opened in a process of its own.
 */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = "Heap of an event and time of a restart after kill -9, beside raw Geode.")
final class Restart implements Callable<Integer> {

    private enum Phase {
        FILL,
        OPEN
    }

    @Option(names = "--events", description = "how many (default: ${DEFAULT-VALUE})")
    private long events = 1_000_000;

    @Option(
            names = "--subjects",
            split = ",",
            description = "raw, single (a paused subscription pins all), sealed (all delivered)"
                    + " (default: ${DEFAULT-VALUE})")
    private List<String> subjects = List.of("raw", "single");

    @Option(names = "--rounds", description = "restarts of each (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--size", description = "bytes of data of an event (default: ${DEFAULT-VALUE})")
    private int size = 1024;

    @Option(names = "--publishers", description = "threads that fill (default: ${DEFAULT-VALUE})")
    private int publishers = 64;

    @Option(names = "--folder", description = "where the stores are made and removed (default: a temporary folder)")
    private @Nullable Path folder;

    @Option(names = "--phase", hidden = true)
    private @Nullable Phase phase;

    @Override
    public Integer call() throws Exception {
        Path root = folder == null ? Files.createTempDirectory("serai-bench") : Files.createDirectories(folder);
        for (String subject : subjects) {
            Path store = Files.createDirectories(root.resolve(subject));
            if (phase == Phase.FILL) {
                fill(subject, store);
            } else if (phase == Phase.OPEN) {
                open(subject, store);
            } else {
                try {
                    child(subject, root, Phase.FILL);
                    for (int round = 0; round < rounds; round++) {
                        child(subject, root, Phase.OPEN);
                    }
                } finally {
                    Subjects.remove(store);
                }
            }
        }
        return 0;
    }

    private void child(String subject, Path root, Phase next) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-jar", System.getProperty("java.class.path"), "restart"));
        command.addAll(List.of("--phase", next.name(), "--subjects", subject, "--folder", root.toString()));
        command.addAll(List.of("--events", Long.toString(events), "--size", Integer.toString(size)));
        command.addAll(List.of("--publishers", Integer.toString(publishers)));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private void fill(String name, Path store) throws Exception {
        Subject subject = subject(name, store);
        if (subject instanceof HubSubject hub && name.equals("single")) {
            hub.pause();
        }
        try (Publishers load = new Publishers(publishers, size)) {
            load.events(subject, Math.min(events, 10_000));
            long before = Usage.heap();
            double rate = load.events(subject, events).rate();
            while (name.equals("sealed") && subject.delivered() < events) {
                Thread.onSpinWait();
            }
            long heap = Usage.heap();
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %,d events at %,.0f/s, heap %,d MiB, %,.0f bytes an event%n",
                    name,
                    events,
                    rate,
                    heap >> 20,
                    (heap - before) / (double) events);
        }
        Runtime.getRuntime().halt(137);
    }

    private void open(String name, Path store) throws IOException {
        long start = System.nanoTime();
        Subject subject = subject(name, store);
        System.out.printf(
                Locale.ROOT,
                "%-6s open after %.1f s, heap %,d MiB%n",
                name,
                (System.nanoTime() - start) / 1e9,
                Usage.heap() >> 20);
        if (subject instanceof RawGeode raw) {
            raw.readAll();
            System.out.printf(Locale.ROOT, "%-6s all read after %.1f s%n", name, (System.nanoTime() - start) / 1e9);
        }
        Runtime.getRuntime().halt(137);
    }

    private static Subject subject(String name, Path store) throws IOException {
        return switch (name) {
            case "raw" -> Subjects.raw(store, Durability.REPLICATED);
            case "single", "sealed" -> Subjects.hub(store, Durability.REPLICATED, HubSubject.Fan.parse("1"));
            default -> throw new IllegalArgumentException("--subjects must be raw, single or sealed, was " + name);
        };
    }
}
