package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Position;
import io.serai.store.StoreConfig;
import io.serai.store.StoredEvent;
import io.serai.store.faults.LoopDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real disk loses its power under a process that publishes, at moments that a seed chooses. */
class PowerLossIT {

    private static final Logger LOG = LoggerFactory.getLogger(PowerLossIT.class);
    private static final int SHORT = 2;
    private static final int LONG = 10;

    private final long seed = Long.getLong("serai.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, Position> acknowledged = new HashMap<>();
    private final Map<Integer, Integer> rows = new HashMap<>();

    @TempDir
    Path folder;

    private LoopDisk disk;

    @BeforeEach
    void plugIn() throws IOException {
        disk = LoopDisk.create(folder, 512);
        LOG.info("power goes as -Dserai.test.seed={} says", seed);
    }

    @AfterEach
    void unplug() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void aStoreUnderLoadKeepsWhatItAcknowledged() throws Exception {
        underLoad(SHORT, config(16));
    }

    @Test
    void aStoreThatRollsAndCompactsKeepsWhatItAcknowledged() throws Exception {
        underLoad(SHORT, config(1));
    }

    @Test
    void aStoreThatIsJustBeingMadeOpensAgain() throws Exception {
        whileOpening(SHORT, true);
    }

    @Test
    void aStoreThatIsJustOpeningOpensAgain() throws Exception {
        whileOpening(SHORT, false);
    }

    @Test
    @Tag("long")
    void aStoreUnderLoadKeepsWhatItAcknowledgedForLong() throws Exception {
        underLoad(LONG, config(16));
    }

    @Test
    @Tag("long")
    void aStoreThatRollsAndCompactsKeepsWhatItAcknowledgedForLong() throws Exception {
        underLoad(LONG, config(1));
    }

    @Test
    @Tag("long")
    void aStoreThatIsJustBeingMadeOpensAgainForLong() throws Exception {
        whileOpening(LONG, true);
    }

    @Test
    @Tag("long")
    void aStoreThatIsJustOpeningOpensAgainForLong() throws Exception {
        whileOpening(LONG, false);
    }

    private void underLoad(int rounds, Path config) throws Exception {
        Path data = disk.folder().resolve("data");
        for (int round = 0; round < rounds; round++) {
            int enough = 500 + random.nextInt(20_000);
            try (PublisherProcess publisher = new PublisherProcess(data, "r" + round, config)) {
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> publisher.acknowledged().size() >= enough || !publisher.alive());
                assertThat(publisher.alive()).as("alive until the cut").isTrue();
                cut(publisher);
            }
            check(data, config);
        }
        assertThat(acknowledged).hasSizeGreaterThan(rounds * 500);
    }

    /** The cut comes before much was acknowledged, if anything. */
    private void whileOpening(int rounds, boolean fresh) throws Exception {
        Path config = config(16);
        if (!fresh) {
            check(disk.folder().resolve("data"), config);
        }
        for (int round = 0; round < rounds; round++) {
            Path data = disk.folder().resolve(fresh ? "data" + round : "data");
            long millis = random.nextInt(2_000);
            try (PublisherProcess publisher = new PublisherProcess(data, "r" + round, config)) {
                long before = lastUse(data);
                Awaitility.await()
                        .pollInterval(5, TimeUnit.MILLISECONDS)
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> lastUse(data) > before);
                Awaitility.await().pollDelay(millis, TimeUnit.MILLISECONDS).until(() -> true);
                cut(publisher);
                LOG.info(
                        "round {}: cut after {} ms, {} acknowledged",
                        round,
                        millis,
                        publisher.acknowledged().size());
            }
            check(data, config);
            if (fresh) {
                acknowledged.clear();
                rows.clear();
            }
        }
    }

    /** Geode's lock file is made anew by each process. */
    private static long lastUse(Path data) throws IOException {
        Path lock = data.resolve("log").resolve("DRLK_IFlog.lk");
        return Files.exists(lock) ? Files.getLastModifiedTime(lock).toMillis() : 0;
    }

    private void cut(PublisherProcess publisher) throws Exception {
        acknowledged.putAll(publisher.acknowledged());
        publisher.rows().forEach((partition, number) -> rows.merge(partition, number, Math::max));
        disk.cut();
        publisher.kill();
        disk.restore();
    }

    private void check(Path data, Path config) throws Exception {
        StoreConfig settings = StoreConfig.builder(data)
                .partitions(Publisher.PARTITIONS)
                .redundantCopies(0)
                .geodeConfig(config)
                .build();
        try (GeodeStore store = GeodeStore.create(settings)) {
            store.ready().get(60, TimeUnit.SECONDS);
            Map<String, Position> stored = new HashMap<>();
            for (int p = 0; p < Publisher.PARTITIONS; p++) {
                long next = 0;
                for (StoredEvent event : store.read(p, 0, Integer.MAX_VALUE).events()) {
                    // a void may have taken the place of what was not acknowledged
                    assertThat(event.position().offset()).as("upward").isGreaterThanOrEqualTo(next);
                    next = event.position().offset() + 1;
                    assertThat(event.event().getData().toBytes()).hasSize(300);
                    assertThat(stored.put(event.event().getId(), event.position()))
                            .as("stored once")
                            .isNull();
                }
                assertThat(store.committed(p)).isGreaterThanOrEqualTo(next);
                if (rows.containsKey(p)) {
                    assertThat(Publisher.number(store.work(p, "").get(Publisher.ROW)))
                            .as("row of partition %s", p)
                            .isGreaterThanOrEqualTo(rows.get(p));
                }
            }
            Set<String> lost = new HashSet<>(acknowledged.keySet());
            lost.removeAll(stored.keySet());
            LOG.info(
                    "{} acknowledged, {} stored, {} lost, rows {}",
                    acknowledged.size(),
                    stored.size(),
                    lost.size(),
                    rows);
            assertThat(lost).as("acknowledged and lost").isEmpty();
            assertThat(stored).containsAllEntriesOf(acknowledged);
            store.append(event("after", "the cut", new byte[300])).get(10, TimeUnit.SECONDS);
        }
    }

    private Path config(int maxOplogMegabytes) throws IOException {
        return SmallFiles.config(folder, maxOplogMegabytes);
    }
}
