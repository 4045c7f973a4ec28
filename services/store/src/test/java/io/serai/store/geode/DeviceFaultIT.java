package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.OwnedPartition;
import io.serai.store.Position;
import io.serai.store.StoreConfig;
import io.serai.store.StoreStatus.State;
import io.serai.store.StoreUnavailableException;
import io.serai.store.WorkUpdate;
import io.serai.store.faults.LoopDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk breaks, becomes read-only or full under a store. */
class DeviceFaultIT {

    @TempDir
    Path folder;

    private LoopDisk disk;

    @BeforeEach
    void plugIn() throws IOException {
        disk = LoopDisk.create(folder, 256);
    }

    @AfterEach
    void unplug() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void aDiskThatBreaksEndsTheStoreAndAcknowledgesNothingMore() throws Exception {
        failsUnderLoad(config(16), LoopDisk::cut, LoopDisk::restore);
    }

    @Test
    void aDiskThatBecomesReadOnlyEndsTheStoreAndAcknowledgesNothingMore() throws Exception {
        failsUnderLoad(config(16), LoopDisk::becomeReadOnly, LoopDisk::restore);
    }

    @Test
    void aDiskThatIsFullEndsTheStoreAndAcknowledgesNothingMore() throws Exception {
        // whether Geode opens what a full disk left is left open here: a write cut off may be followed by one that fits
        config(1);
        failsUnderLoad(disk -> disk.fill(0));
    }

    private void failsUnderLoad(StoreConfig.Builder config, Fault fault, Fault repair) throws Exception {
        Map<String, Position> before = failsUnderLoad(fault);
        repair.to(disk);
        try (GeodeStore store = open(config)) {
            before.forEach((id, position) -> assertThat(
                            store.read(position).orElseThrow().event().getId())
                    .isEqualTo(id));
            publish(store, 10);
        }
    }

    /** Answers what was acknowledged before. */
    private Map<String, Position> failsUnderLoad(Fault fault) throws Exception {
        Map<String, Position> before;
        try (PublisherProcess publisher = new PublisherProcess(data(), "r", folder.resolve("config"), 0)) {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> publisher.acknowledged().size() >= 1_000);
            before = Map.copyOf(publisher.acknowledged());

            fault.to(disk);

            assertThat(publisher.failure()).contains(disk.folder().toString(), "start the node again");
        }
        return before;
    }

    @FunctionalInterface
    private interface Fault {
        void to(LoopDisk disk) throws Exception;
    }

    @Test
    void aDiskThatIsGettingFullRefusesEventsAndNothingElse() throws Exception {
        try (GeodeStore store = open(config(4))) {
            publish(store, 100);
            OwnedPartition owned = GeodeStoreIT.owned(store).get(0);

            disk.fill(60);
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> store.status()
                    .refusing());

            assertThatThrownBy(() -> store.append(event("refused", "k", "x")).get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(StoreUnavailableException.class, refusal -> assertThat(refusal.retryAfter())
                            .isPositive())
                    .hasMessageContainingAll(
                            disk.folder().toString(), "MB free, 76 MB are needed", "serai.store.min-free-disk");
            assertThatThrownBy(() ->
                            store.append(List.of(event("refused", "k", "x"))).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            assertThat(store.status().state()).isEqualTo(State.READY);
            assertThat(store.status().detail()).contains("new events are refused", "76 MB are needed");
            // more than is free, so that files must be compacted
            for (int i = 0; i < 800; i++) {
                owned.write(new WorkUpdate(Map.of("row" + i % 10, new byte[100_000]), Set.of(), true))
                        .get(10, TimeUnit.SECONDS);
            }
            store.control().put("subscription/a", new byte[1]).get(10, TimeUnit.SECONDS);

            disk.free();
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> !store.status()
                    .refusing());
            publish(store, 110);
            assertThat(store.status().detail()).isEqualTo("ready");
        }
    }

    @Test
    void eventsAreRefusedBeforeGeodeWouldCloseTheStore() throws Exception {
        StoreConfig.Builder config = config(4).minFreeDisk(0);
        SmallFiles.config(folder, 4, "disk-usage-critical-percentage=\"0\"", "disk-usage-critical-percentage=\"50\"");
        try (GeodeStore store = open(config)) {
            disk.fill(150);

            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> store.status()
                    .refusing());
            assertThat(store.status().state()).isEqualTo(State.READY);
        }
    }

    private static void publish(GeodeStore store, int count) throws Exception {
        store.append(IntStream.range(0, count)
                        .mapToObj(i -> event("e" + i, "k" + i % 5, new byte[1_000]))
                        .toList())
                .get(10, TimeUnit.SECONDS);
    }

    private static GeodeStore open(StoreConfig.Builder config) throws Exception {
        GeodeStore store = GeodeStore.create(config.build());
        store.ready().get(60, TimeUnit.SECONDS);
        return store;
    }

    private StoreConfig.Builder config(int maxOplogMegabytes) throws IOException {
        return StoreConfig.builder(data())
                .partitions(Publisher.PARTITIONS)
                .redundantCopies(0)
                .geodeConfig(SmallFiles.config(folder, maxOplogMegabytes));
    }

    private Path data() {
        return disk.folder().resolve("data");
    }
}
