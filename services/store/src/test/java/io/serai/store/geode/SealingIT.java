package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Appended;
import io.serai.store.OwnedPartition;
import io.serai.store.Retention;
import io.serai.store.StoreConfig;
import io.serai.store.StoredEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.geode.cache.CacheFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingIT {

    private static final int EVENTS = 6_000;
    private static final int KEPT = 100;

    @TempDir
    Path folder;

    private GeodeStore store;
    private final List<Appended> appended = new ArrayList<>();

    @BeforeEach
    void publish() throws Exception {
        open();
        for (int i = 0; i < EVENTS; i += 500) {
            List<CompletableFuture<Appended>> waiting = new ArrayList<>();
            for (int j = i; j < i + 500; j++) {
                waiting.add(store.append(event("e" + j, "k", data(j))));
            }
            for (CompletableFuture<Appended> one : waiting) {
                appended.add(one.get(30, TimeUnit.SECONDS));
            }
        }
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void packsWhatWasPassedAndFindsItAgain() throws Exception {
        seal();

        for (boolean reopened : new boolean[] {false, true}) {
            if (reopened) {
                store.close();
                open();
            }
            assertThat(keys("log")).isLessThanOrEqualTo(3 * KEPT);
            assertThat(store.read(0, 0, EVENTS).events())
                    .extracting(stored -> stored.event().getId())
                    .containsExactlyElementsOf(
                            appended.stream().map(Appended::id).toList());
            for (int i = 0; i < EVENTS; i += 97) {
                assertThat(store.read(appended.get(i).position())
                                .orElseThrow()
                                .event()
                                .getData()
                                .toBytes())
                        .isEqualTo(data(i));
                Appended again = store.append(event("e" + i, "k", data(i))).get(10, TimeUnit.SECONDS);
                assertThat(again.duplicate()).isTrue();
                assertThat(again.position()).isEqualTo(appended.get(i).position());
            }
            assertThat(store.status().events()).isEqualTo(EVENTS);
        }
    }

    @Test
    void givesTheSpaceOfSinglesBack() throws Exception {
        long before = size("log");
        seal();

        Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(size("log"))
                .isLessThan(before / 2));
        assertThat(size("segments")).isLessThan(2 * before);
    }

    @Test
    void removesWhatIsExpiredFromTheDisk() throws Exception {
        seal();
        long packed = size("segments");
        Retention everything = new Retention() {
            @Override
            public Optional<Instant> expiredBefore(String type) {
                return Optional.of(Instant.now().plusSeconds(60));
            }

            @Override
            public boolean needed(StoredEvent event) {
                return event.position().offset() == 7;
            }
        };

        long removed = owned().remove(EVENTS, everything).get(60, TimeUnit.SECONDS);

        assertThat(removed).isEqualTo(EVENTS - 2);
        assertThat(store.read(0, 0, EVENTS).events())
                .extracting(stored -> stored.event().getId())
                .containsExactly("e7", "e" + (EVENTS - 1));
        Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(size("segments"))
                .isLessThan(packed / 2));
        store.close();
        open();
        assertThat(store.status().events()).isEqualTo(2);
        assertThat(store.append(event("e8", "k", data(8)))
                        .get(10, TimeUnit.SECONDS)
                        .duplicate())
                .isFalse();
    }

    private void seal() {
        owned().passed(EVENTS);
        Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(keys("log"))
                .isLessThanOrEqualTo(3 * KEPT));
    }

    private OwnedPartition owned() {
        return GeodeStoreIT.owned(store).get(0);
    }

    private static int keys(String region) {
        return CacheFactory.getAnyInstance().getRegion(region).size();
    }

    private long size(String disk) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.list(folder.resolve("data").resolve(disk))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".crf")).toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    private void open() throws Exception {
        String xml = Files.readString(Path.of("../../geode-config/cache.xml"))
                .replaceAll("max-oplog-size=\"\\d+\"", "max-oplog-size=\"1\"");
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("cache.xml"), xml);
        store = GeodeStore.create(
                StoreConfig.builder(folder.resolve("data"))
                        .partitions(1)
                        .redundantCopies(0)
                        .geodeConfig(config)
                        .build(),
                (file, channel) -> channel.force(false),
                new GeodeStore.Sealing(200, 64 << 10, KEPT));
        store.ready().get(60, TimeUnit.SECONDS);
    }

    private static byte[] data(int number) {
        return (number + "-" + "x".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
    }
}
