package io.serai.store.geode;

import static io.serai.store.Events.event;

import io.serai.store.Appended;
import io.serai.store.OwnedPartition;
import io.serai.store.StoreConfig;
import io.serai.store.StoreUnavailableException;
import io.serai.store.WorkUpdate;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that publishes, writes rows and seals until it is killed, and prints what was acknowledged: of an event id,
 * position and whether it was a duplicate, of a row partition and number. When the store fails it says why, goes on
 * until each of its publishers was refused some times, and ends as the hub does.
 */
final class Publisher {

    static final int PARTITIONS = 8;
    static final String ROW = "cursor";

    static final int PUBLISHERS = 8;
    static final int FAILED = 3;

    private static final int ROW_SIZE = 1_000;
    private static final int REFUSALS = 20;

    private Publisher() {}

    /** Folder, prefix of the ids, and perhaps the folder of {@code cache.xml} and what to leave free on the disk. */
    public static void main(String[] args) throws Exception {
        StoreConfig.Builder config =
                StoreConfig.builder(Path.of(args[0])).partitions(PARTITIONS).redundantCopies(0);
        if (args.length > 2) {
            config.geodeConfig(Path.of(args[2]));
        }
        if (args.length > 3) {
            config.minFreeDisk(Long.parseLong(args[3]));
        }
        // small segments of what is hardly old, so that there is sealing all the time
        GeodeStore store = GeodeStore.create(
                config.build(), (file, channel) -> channel.force(false), new GeodeStore.Sealing(64, 16 << 10, 32));
        store.ready().get(60, TimeUnit.SECONDS);
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        CountDownLatch refusals = new CountDownLatch(PUBLISHERS * REFUSALS);
        for (int t = 0; t < PUBLISHERS; t++) {
            String name = args[1] + "-" + t + "-";
            new Thread(() -> publish(store, name, out, refusals)).start();
        }
        Collection<OwnedPartition> owned = GeodeStoreIT.owned(store).values();
        new Thread(() -> writeRows(owned, out)).start();
        String why = store.failure().get().getMessage();
        print(out, "failed: " + why);
        refusals.await();
        store.close();
        // whoever reads does not trust the last line: this one is it
        print(out, "ended");
        System.exit(FAILED);
    }

    private static void publish(GeodeStore store, String name, PrintStream out, CountDownLatch refusals) {
        byte[] data = new byte[300];
        for (int i = 0; ; i++) {
            try {
                Appended appended =
                        store.append(event(name + i, name + i % 7, data)).join();
                print(out, appended.id() + " " + appended.position() + " " + appended.duplicate());
            } catch (CompletionException refused) {
                if (refused.getCause() instanceof StoreUnavailableException) {
                    refusals.countDown();
                }
            }
        }
    }

    private static void writeRows(Collection<OwnedPartition> owned, PrintStream out) {
        for (int i = 0; ; i++) {
            for (OwnedPartition partition : owned) {
                int before = number(partition.work(ROW).get(ROW));
                byte[] row = ByteBuffer.allocate(ROW_SIZE).putInt(before + 1).array();
                // rows that come and go, so that files are worth compacting
                Map<String, byte[]> puts = Map.of(ROW, row, "row-" + i % 5, row);
                partition
                        .write(new WorkUpdate(puts, Set.of("row-" + (i + 2) % 5), true))
                        .join();
                print(out, "row " + partition.number() + " " + (before + 1));
                partition.passed(partition.committed());
            }
        }
    }

    static int number(byte[] row) {
        return row == null ? 0 : ByteBuffer.wrap(row).getInt();
    }

    private static void print(PrintStream out, String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
