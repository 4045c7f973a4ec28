package io.serai.store.geode;

import static io.serai.store.Events.event;

import io.cloudevents.CloudEvent;
import io.serai.store.OwnedPartition;
import io.serai.store.StoreConfig;
import io.serai.store.StoreStatus.State;
import io.serai.store.StoreUnavailableException;
import io.serai.store.WorkUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Fills its heap, with its log or with anything else, until the store refuses; gives room and sees it taken. */
final class SmallHeap {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private SmallHeap() {}

    /** The folder, and {@code log} or {@code ballast}. */
    public static void main(String[] args) throws Exception {
        boolean byLog = args[1].equals("log");
        GeodeStore store = GeodeStore.create(StoreConfig.builder(Path.of(args[0]))
                .partitions(8)
                .redundantCopies(0)
                .minFreeDisk(0)
                .build());
        store.ready().get(60, TimeUnit.SECONDS);
        List<byte[]> ballast = new ArrayList<>();
        int published = 0;
        while (true) {
            int first = published;
            List<CloudEvent> batch = IntStream.range(0, byLog ? 500 : 1)
                    .mapToObj(i -> event("e" + (first + i), "k" + i % 20, new byte[200]))
                    .toList();
            try {
                store.append(batch).get(30, TimeUnit.SECONDS);
                published += batch.size();
            } catch (ExecutionException refused) {
                if (!(refused.getCause() instanceof StoreUnavailableException)) {
                    throw refused;
                }
                System.out.println("refused after " + published + " events: "
                        + refused.getCause().getMessage());
                break;
            }
            if (!byLog) {
                ballast.add(new byte[20_000]);
            }
        }
        OwnedPartition owned = GeodeStoreIT.owned(store).get(0);
        owned.write(new WorkUpdate(Map.of("cursor", new byte[100]), Set.of(), true))
                .get(30, TimeUnit.SECONDS);
        System.out.println("rows are written; the store is " + store.status().state());
        if (store.status().state() != State.READY) {
            System.exit(1);
        }
        if (!byLog) {
            ballast.clear();
            Awaitility.await().atMost(PATIENCE).until(() -> !store.status().refusing());
            store.append(event("after", "k", "x")).get(30, TimeUnit.SECONDS);
            System.out.println("taken again");
        }
        store.close();
        System.exit(0);
    }
}
