package io.serai.store.geode;

import static io.serai.store.Events.event;

import io.serai.store.Appended;
import io.serai.store.OwnedPartition;
import io.serai.store.StoreConfig;
import io.serai.store.WorkUpdate;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A process that publishes and writes rows until it is killed, and prints what was acknowledged: of an event id,
 * position and whether it was a duplicate, of a row partition and number.
 */
final class Publisher {

    static final int PARTITIONS = 8;
    static final String ROW = "cursor";

    private static final int ROW_SIZE = 1_000;

    private Publisher() {}

    /** Folder, prefix of the ids, and perhaps the folder of {@code cache.xml}. */
    public static void main(String[] args) throws Exception {
        StoreConfig.Builder config =
                StoreConfig.builder(Path.of(args[0])).partitions(PARTITIONS).redundantCopies(0);
        if (args.length > 2) {
            config.geodeConfig(Path.of(args[2]));
        }
        GeodeStore store = GeodeStore.create(config.build());
        store.ready().get(60, TimeUnit.SECONDS);
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        for (int t = 0; t < 8; t++) {
            String name = args[1] + "-" + t + "-";
            new Thread(() -> publish(store, name, out)).start();
        }
        Collection<OwnedPartition> owned = GeodeStoreIT.owned(store).values();
        new Thread(() -> writeRows(owned, out)).start();
    }

    private static void publish(GeodeStore store, String name, PrintStream out) {
        byte[] data = new byte[300];
        for (int i = 0; ; i++) {
            Appended appended =
                    store.append(event(name + i, name + i % 7, data)).join();
            print(out, appended.id() + " " + appended.position() + " " + appended.duplicate());
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
