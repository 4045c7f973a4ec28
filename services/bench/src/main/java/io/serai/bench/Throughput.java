package io.serai.bench;

import io.serai.store.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Publish to delivered beside raw Geode.
 *
 * <p>A cell is one subject at one durability and number of publishers: a fresh store, a warm-up, then closed-loop
 * publishers for the time given, until the last event is delivered. Subjects take turns within each round, so that what
 * the machine does to one it does to the other; only the ratio of one run counts.
 */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        description = "Publish to delivered, by number of publishers and of subscriptions.")
final class Throughput implements Callable<Integer> {

    @Option(names = "--rounds", description = "rounds; medians are of these (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--seconds", description = "measured seconds of a cell (default: ${DEFAULT-VALUE})")
    private int seconds = 5;

    @Option(names = "--warm-up", description = "seconds before that (default: ${DEFAULT-VALUE})")
    private int warmUp = 5;

    @Option(names = "--publishers", split = ",", description = "threads, a list (default: ${DEFAULT-VALUE})")
    private List<Integer> publishers = List.of(16);

    @Option(
            names = "--subscriptions",
            split = ",",
            description = "how many, a list; 30:3 means 30 of which 3 want the events (default: ${DEFAULT-VALUE})")
    private List<String> subscriptions = List.of("1");

    @Option(names = "--durability", split = ",", description = "fsync, replicated (default: ${DEFAULT-VALUE})")
    private List<Durability> durabilities = List.of(Durability.FSYNC, Durability.REPLICATED);

    @Option(names = "--size", description = "bytes of data of an event (default: ${DEFAULT-VALUE})")
    private int size = 1024;

    @Option(names = "--folder", description = "where the stores are made and removed (default: a temporary folder)")
    private @Nullable Path folder;

    @Override
    public Integer call() throws Exception {
        Path root = folder == null ? Files.createTempDirectory("serai-bench") : Files.createDirectories(folder);
        System.out.printf(
                "%-11s %4s %-9s %10s %10s %13s %13s %13s%n",
                "durability", "pubs", "", "events/s", "cpu us/ev", "written B/ev", "alloc B/ev", "forces/ev");
        for (Durability durability : durabilities) {
            for (int threads : publishers) {
                compare(root, durability, threads);
            }
        }
        return 0;
    }

    private void compare(Path root, Durability durability, int threads) throws Exception {
        List<String> names = new ArrayList<>(List.of("raw"));
        subscriptions.forEach(fan -> names.add("hub " + fan));
        Map<String, List<Usage.Cell>> cells = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (String name : names) {
                cells.computeIfAbsent(name, key -> new ArrayList<>()).add(measure(name, root, durability, threads));
            }
        }
        double raw = median(cells.getOrDefault(names.get(0), List.of()), Usage.Cell::rate);
        double first = median(cells.getOrDefault(names.get(1), List.of()), Usage.Cell::rate);
        cells.forEach((name, measured) -> {
            print(durability, threads, name, middle(measured));
            System.out.printf(
                    Locale.ROOT,
                    "      median of %d; to raw %.2f, to hub %s %.2f%n",
                    measured.size(),
                    median(measured, Usage.Cell::rate) / raw,
                    subscriptions.get(0),
                    median(measured, Usage.Cell::rate) / first);
        });
        System.out.println();
    }

    private Usage.Cell measure(String name, Path root, Durability durability, int threads) throws Exception {
        Path store = Files.createDirectories(root.resolve("store"));
        try (Subject subject = open(name, store, durability);
                Publishers load = new Publishers(threads, size)) {
            load.forSeconds(subject, warmUp);
            Usage.Cell cell = load.forSeconds(subject, seconds);
            print(durability, threads, name, cell);
            return cell;
        } finally {
            Subjects.remove(store);
        }
    }

    private static Subject open(String name, Path store, Durability durability) throws IOException {
        return name.equals("raw")
                ? Subjects.raw(store, durability)
                : Subjects.hub(store, durability, HubSubject.Fan.parse(name.substring(4)));
    }

    private static void print(Durability durability, int threads, String name, Usage.Cell cell) {
        System.out.printf(
                Locale.ROOT,
                "%-11s %4d %-9s %10.0f %10.1f %13.0f %13.0f %13.3f%n",
                durability.label(),
                threads,
                name,
                cell.rate(),
                cell.cpuMicros(),
                cell.written(),
                cell.allocated(),
                cell.forces());
    }

    private static Usage.Cell middle(List<Usage.Cell> cells) {
        return new Usage.Cell(
                median(cells, Usage.Cell::rate),
                median(cells, Usage.Cell::cpuMicros),
                median(cells, Usage.Cell::written),
                median(cells, Usage.Cell::allocated),
                median(cells, Usage.Cell::forces));
    }

    private static double median(List<Usage.Cell> cells, ToDoubleFunction<Usage.Cell> what) {
        double[] sorted = cells.stream().mapToDouble(what).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
