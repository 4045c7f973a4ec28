package io.serai.store.geode;

import static io.serai.store.Events.event;

import io.serai.store.Appended;
import io.serai.store.StoreConfig;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process that publishes until it is killed, and prints what was acknowledged: id and position. */
final class Publisher {

    private Publisher() {}

    public static void main(String[] args) throws Exception {
        GeodeStore store = GeodeStore.create(
                StoreConfig.builder(Path.of(args[0])).partitions(8).build());
        store.ready().get(60, TimeUnit.SECONDS);
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        for (int t = 0; t < 8; t++) {
            String name = args[1] + "-" + t + "-";
            new Thread(() -> publish(store, name, out)).start();
        }
    }

    private static void publish(GeodeStore store, String name, PrintStream out) {
        byte[] data = new byte[300];
        for (int i = 0; ; i++) {
            Appended appended =
                    store.append(event(name + i, name + i % 7, data)).join();
            synchronized (out) {
                out.println(appended.id() + " " + appended.position() + " " + appended.duplicate());
                out.flush();
            }
        }
    }
}
