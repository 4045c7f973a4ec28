package io.serai.bench;

import io.serai.store.Durability;
import io.serai.store.StoreConfig;
import io.serai.store.geode.GeodeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
        name = "publish-to-delivered",
        mixinStandardHelpOptions = true,
        description = "Measures publish to delivered of the hub beside raw Geode with one put per event.")
public final class PublishToDelivered implements Callable<Integer> {

    private static final int PARTITIONS = 64;

    @Option(names = "--rounds", description = "rounds; medians are of these (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--seconds", description = "measured seconds of a cell (default: ${DEFAULT-VALUE})")
    private int seconds = 5;

    @Option(names = "--warm-up", description = "seconds before that (default: ${DEFAULT-VALUE})")
    private int warmUp = 3;

    @Option(names = "--publishers", split = ",", description = "threads, a list (default: ${DEFAULT-VALUE})")
    private List<Integer> publishers = List.of(16);

    @Option(names = "--durability", split = ",", description = "FSYNC, REPLICATED (default: ${DEFAULT-VALUE})")
    private List<Durability> durabilities = List.of(Durability.FSYNC, Durability.REPLICATED);

    @Option(names = "--size", description = "bytes of data of an event (default: ${DEFAULT-VALUE})")
    private int size = 1024;

    @Option(names = "--folder", description = "where the stores are made and removed (default: a temporary folder)")
    private @Nullable Path folder;

    public static void main(String[] args) {
        System.exit(new CommandLine(new PublishToDelivered())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path root = folder == null ? Files.createTempDirectory("serai-bench") : Files.createDirectories(folder);
        System.out.printf(
                "%-11s %4s %-4s %10s %10s %12s %12s%n",
                "durability", "pubs", "", "events/s", "cpu us/ev", "bytes/event", "forces/event");
        for (Durability durability : durabilities) {
            for (int threads : publishers) {
                compare(root, durability, threads);
            }
        }
        return 0;
    }

    private void compare(Path root, Durability durability, int threads) throws Exception {
        List<Cell> raw = new ArrayList<>();
        List<Cell> hub = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            raw.add(measure(root, durability, threads, "raw", round));
            hub.add(measure(root, durability, threads, "hub", round));
        }
        double rawRate = median(raw);
        double hubRate = median(hub);
        System.out.printf(
                Locale.ROOT,
                "%-11s %4d median raw %.0f/s, hub %.0f/s, hub/raw %.2f%n%n",
                durability,
                threads,
                rawRate,
                hubRate,
                hubRate / rawRate);
    }

    private Cell measure(Path root, Durability durability, int threads, String name, int round) throws Exception {
        Path store = Files.createDirectories(root.resolve(name + "-" + round));
        try (Subject subject = open(name, store, durability)) {
            run(subject, threads, warmUp);
            Cell cell = run(subject, threads, seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%-11s %4d %-4s %10.0f %10.1f %12.0f %12.3f%n",
                    durability,
                    threads,
                    name,
                    cell.rate,
                    cell.cpuMicros,
                    cell.bytes,
                    cell.forces);
            return cell;
        } finally {
            remove(store);
        }
    }

    private static Subject open(String name, Path store, Durability durability) throws IOException {
        if (name.equals("raw")) {
            return new RawGeode(store, durability == Durability.FSYNC, PARTITIONS);
        }
        GeodeStore opened = GeodeStore.create(StoreConfig.builder(store)
                .partitions(PARTITIONS)
                .durability(durability)
                .redundantCopies(0)
                .locatorPort(0)
                .build());
        opened.ready().join();
        return new HubSubject(opened);
    }

    private Cell run(Subject subject, int threads, int time) throws InterruptedException, ExecutionException {
        AtomicLong numbers = new AtomicLong();
        long before = subject.delivered();
        long forces = subject.forces();
        Usage start = Usage.now();
        long end = System.nanoTime() + time * 1_000_000_000L;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<@Nullable Void>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                running.add(pool.submit(() -> {
                    while (System.nanoTime() < end) {
                        byte[] payload = new byte[size];
                        random.nextBytes(payload);
                        subject.publish(numbers.incrementAndGet() | System.nanoTime() << 24, payload);
                    }
                    return null;
                }));
            }
            for (Future<@Nullable Void> publisher : running) {
                publisher.get();
            }
            while (subject.delivered() - before < numbers.get()) {
                LockSupport.parkNanos(100_000);
            }
        } finally {
            pool.shutdown();
        }
        return Usage.now().since(start, numbers.get(), subject.forces() - forces);
    }

    private static double median(List<Cell> cells) {
        double[] rates = cells.stream().mapToDouble(Cell::rate).sorted().toArray();
        return rates.length % 2 == 1
                ? rates[rates.length / 2]
                : (rates[rates.length / 2 - 1] + rates[rates.length / 2]) / 2;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException kept) {
                    throw new UncheckedIOException(kept);
                }
            });
        }
    }

    /** What one cell showed, per second and per event. */
    private record Cell(double rate, double cpuMicros, double bytes, double forces) {}

    /** Time, CPU and bytes written of this process. */
    private record Usage(long nanos, long cpuNanos, long written) {

        static Usage now() {
            long cpu = ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(java.time.Duration::toNanos)
                    .orElse(0L);
            return new Usage(System.nanoTime(), cpu, bytesWritten());
        }

        private static long bytesWritten() {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
                return lines.filter(line -> line.startsWith("wchar: "))
                        .mapToLong(line -> Long.parseLong(line.substring(7)))
                        .findFirst()
                        .orElse(0);
            } catch (IOException notLinux) {
                return 0;
            }
        }

        Cell since(Usage start, long events, long forces) {
            double count = events;
            return new Cell(
                    count * 1e9 / (nanos - start.nanos),
                    (cpuNanos - start.cpuNanos) / 1e3 / count,
                    (written - start.written) / count,
                    forces / count);
        }
    }
}
