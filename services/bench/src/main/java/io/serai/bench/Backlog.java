package io.serai.bench;

import io.serai.store.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A subscription that is paused while events gather, and then drains them: {@code java -Xmx1g -jar … backlog}. */
@Command(
        name = "backlog",
        mixinStandardHelpOptions = true,
        description = "Publishes while the subscription is paused, then drains; run it with a small heap.")
final class Backlog implements Callable<Integer> {

    @Option(names = "--events", description = "how many gather (default: ${DEFAULT-VALUE})")
    private long events = 1_000_000;

    @Option(names = "--publishers", description = "threads (default: ${DEFAULT-VALUE})")
    private int publishers = 16;

    @Option(names = "--durability", description = "fsync or replicated (default: ${DEFAULT-VALUE})")
    private Durability durability = Durability.FSYNC;

    @Option(names = "--size", description = "bytes of data of an event (default: ${DEFAULT-VALUE})")
    private int size = 1024;

    @Option(names = "--folder", description = "where the store is made and removed (default: a temporary folder)")
    private @Nullable Path folder;

    @Override
    public Integer call() throws Exception {
        Path root = folder == null ? Files.createTempDirectory("serai-bench") : Files.createDirectories(folder);
        Path store = Files.createDirectories(root.resolve("backlog"));
        try (HubSubject hub = Subjects.hub(store, durability, HubSubject.Fan.parse("1"));
                Publishers load = new Publishers(publishers, size)) {
            hub.pause();
            double published = load.events(hub, events).rate();
            System.out.printf(
                    Locale.ROOT,
                    "published %,d at %,.0f/s; heap %,d MiB of %,d%n",
                    events,
                    published,
                    Usage.heap() >> 20,
                    Runtime.getRuntime().maxMemory() >> 20);
            long start = System.nanoTime();
            hub.resume();
            while (hub.delivered() < events) {
                LockSupport.parkNanos(1_000_000);
            }
            double drained = events * 1e9 / (System.nanoTime() - start);
            System.out.printf(
                    Locale.ROOT, "drained at %,.0f/s, to the publish rate %.2f%n", drained, drained / published);
        } finally {
            Subjects.remove(store);
        }
        return 0;
    }
}
