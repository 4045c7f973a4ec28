package io.serai.delivery.power;

import io.serai.store.Appended;
import io.serai.store.StoreException;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** A {@link PickyHub} that is published to until it is killed, and says what was acknowledged and attempted. */
final class PickyProcess {

    private static final int PUBLISHERS = 4;

    private PickyProcess() {}

    /** Folders of the data and of {@code cache.xml}, prefix of the ids. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        PickyHub hub = PickyHub.start(
                Path.of(args[0]),
                Path.of(args[1]),
                attempt -> print(
                        out,
                        "attempted " + attempt.subscription() + " "
                                + attempt.event().position() + " " + attempt.number()));
        for (int p = 0; p < PUBLISHERS; p++) {
            String prefix = args[2] + "-" + p;
            new Thread(() -> publish(hub, prefix, out)).start();
        }
    }

    private static void publish(PickyHub hub, String prefix, PrintStream out) {
        for (int i = 0; ; i++) {
            try {
                Appended appended =
                        hub.hub().publisher().publish(PickyHub.order(prefix, i)).join();
                print(out, "acknowledged " + appended.id() + " " + appended.position() + " " + appended.duplicate());
            } catch (CompletionException | StoreException broken) {
                return;
            }
        }
    }

    private static void print(PrintStream out, String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
