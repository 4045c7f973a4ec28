package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.Appended;
import io.serai.store.ConflictException;
import io.serai.store.Durability;
import io.serai.store.LogSlice;
import io.serai.store.NotOwnerException;
import io.serai.store.OwnedPartition;
import io.serai.store.OwnershipListener;
import io.serai.store.Position;
import io.serai.store.StoreConfig;
import io.serai.store.StoreStatus.State;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import io.serai.store.WorkUpdate;
import io.serai.store.log.OccupiedException;
import io.serai.store.log.Records;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.geode.cache.CacheFactory;
import org.apache.geode.cache.CacheWriterException;
import org.apache.geode.cache.Region;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeodeStoreIT {

    @TempDir
    Path dataDir;

    private GeodeStore store;

    @BeforeEach
    void start() throws Exception {
        store = open(8);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private GeodeStore open(int partitions) throws Exception {
        GeodeStore opened = GeodeStore.create(StoreConfig.builder(dataDir)
                .partitions(partitions)
                .durability(Durability.FSYNC)
                .build());
        opened.ready().get(60, TimeUnit.SECONDS);
        return opened;
    }

    @Test
    void keepsEventsThroughACleanRestart() throws Exception {
        Appended first = store.append(event("1", "order-1", "hello")).get(5, TimeUnit.SECONDS);
        assertThat(store.read(first.position()).orElseThrow().event().getId()).isEqualTo("1");
        owned(store)
                .get(first.position().partition())
                .write(new WorkUpdate(Map.of("cursor", new byte[] {7}, "other", new byte[] {8}), Set.of(), true))
                .get(5, TimeUnit.SECONDS);
        store.control().put("subscription/a", new byte[] {1}).get(5, TimeUnit.SECONDS);

        store.close();
        store = open(8);

        assertThat(store.status().state()).isEqualTo(State.READY);
        assertThat(store.status().events()).isEqualTo(1);
        assertThat(store.append(event("1", "order-1", "hello")).get(5, TimeUnit.SECONDS))
                .isEqualTo(new Appended("1", first.source(), first.position(), true));
        assertThat(store.work(first.position().partition(), "cur")).containsOnlyKeys("cursor");
        assertThat(store.work(first.position().partition(), "")).containsOnlyKeys("cursor", "other");
        assertThat(store.control().scan("subscription/")).containsOnlyKeys("subscription/a");
        assertThat(owned(store).values())
                .hasSize(8)
                .allSatisfy(partition -> assertThat(partition.afterUncleanEnd()).isFalse())
                .allSatisfy(partition -> assertThat(partition.incarnation()).isEqualTo(2));
        assertThatThrownBy(() -> store.append(event("1", "order-1", "other")).get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ConflictException.class);
    }

    @Test
    void storesDuplicatesOfSixteenThreadsOnce() throws Exception {
        int events = 300;
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<CompletableFuture<List<Appended>>> answers = IntStream.range(0, 16)
                    .mapToObj(thread -> CompletableFuture.supplyAsync(
                            () -> IntStream.range(0, events)
                                    .mapToObj(i -> store.append(event("e" + i, "k" + i % 10, "x"))
                                            .join())
                                    .toList(),
                            threads))
                    .toList();
            Map<String, Set<Object>> positions = new ConcurrentHashMap<>();
            long firsts = 0;
            for (CompletableFuture<List<Appended>> answer : answers) {
                for (Appended appended : answer.get(60, TimeUnit.SECONDS)) {
                    positions
                            .computeIfAbsent(appended.id(), id -> ConcurrentHashMap.newKeySet())
                            .add(appended.position());
                    firsts += appended.duplicate() ? 0 : 1;
                }
            }

            assertThat(firsts).isEqualTo(events);
            assertThat(positions).hasSize(events).allSatisfy((id, at) -> assertThat(at)
                    .hasSize(1));
            assertThat(store.status().events()).isEqualTo(events);
            assertThat(all(store)).hasSize(events);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void keepsABatchInOrder() throws Exception {
        List<Appended> appended = store.append(IntStream.range(0, 500)
                        .mapToObj(i -> event("b" + i, "one-key", "x"))
                        .toList())
                .get(30, TimeUnit.SECONDS);

        assertThat(appended)
                .extracting(answer -> answer.position().offset())
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(Long::valueOf).toList());
        int partition = appended.get(0).position().partition();
        LogSlice slice = store.read(partition, 100, 50);
        assertThat(slice.events()).hasSize(50);
        assertThat(slice.next()).isEqualTo(150);
        assertThat(slice.events().get(0).event().getId()).isEqualTo("b100");
        assertThat(store.status().forces()).isLessThan(50);
    }

    @Test
    void removesWorkRows() throws Exception {
        OwnedPartition partition = owned(store).get(3);
        partition
                .write(new WorkUpdate(Map.of("a", new byte[] {1}, "b", new byte[] {2}), Set.of(), true))
                .get(5, TimeUnit.SECONDS);
        partition
                .write(new WorkUpdate(Map.of("c", new byte[] {3}), Set.of("a", "never"), true))
                .get(5, TimeUnit.SECONDS);

        assertThat(partition.work("")).containsOnlyKeys("b", "c");
    }

    @Test
    void refusesWritesOfAnyoneButTheOwner() throws Exception {
        Appended first = store.append(event("1", "order-1", "hello")).get(5, TimeUnit.SECONDS);
        Region<Object, Object> log = CacheFactory.getAnyInstance().getRegion("log");
        Region<Object, Object> work = CacheFactory.getAnyInstance().getRegion("work");
        long key = first.position().packed();

        assertThatThrownBy(() -> log.put(key + 1, new byte[1])).hasRootCauseInstanceOf(NotOwnerException.class);
        assertThatThrownBy(() -> log.put(key + 1, new byte[1], 99L)).hasRootCauseInstanceOf(NotOwnerException.class);
        assertThatThrownBy(() -> log.putAll(Map.of(key + 1, new byte[1]), 99L))
                .hasRootCauseInstanceOf(NotOwnerException.class);
        assertThatThrownBy(() -> log.put(key, new byte[1], 1L)).hasRootCauseInstanceOf(OccupiedException.class);
        assertThatThrownBy(() -> log.putAll(Map.of(key, new byte[1]), 1L))
                .hasRootCauseInstanceOf(OccupiedException.class);
        assertThatThrownBy(() -> log.remove(key)).isInstanceOf(CacheWriterException.class);
        assertThatThrownBy(() -> log.clear()).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> work.put(first.position().partition() + "|x", new byte[1], 2L))
                .hasRootCauseInstanceOf(NotOwnerException.class);
        assertThat(store.read(first.position())).isPresent();
    }

    @Test
    void finishesAWriteThatWasHalfDone() throws Exception {
        int partition = store.partitionOf(event("1", "order-1", "x"));
        Region<Object, Object> log = CacheFactory.getAnyInstance().getRegion("log");
        byte[] foreign = Records.event(event("foreign", "order-1", "x"));
        log.put(new Position(partition, 1).packed(), foreign, 1L);

        CompletableFuture<List<Appended>> batch =
                store.append(List.of(event("a", "order-1", "x"), event("b", "order-1", "x")));

        assertThatThrownBy(() -> batch.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(StoreUnavailableException.class);
        Awaitility.await().untilAsserted(() -> assertThat(store.append(event("b", "order-1", "x"))
                        .get()
                        .position()
                        .offset())
                .isEqualTo(2));
        assertThat(store.append(event("a", "order-1", "x")).get().duplicate()).isTrue();
        assertThat(store.append(event("foreign", "order-1", "x"))
                        .get()
                        .position()
                        .offset())
                .isEqualTo(1);
    }

    @Test
    void findsTheFirstEventOfATime() throws Exception {
        store.append(event("1", "order-1", "hello")).get(5, TimeUnit.SECONDS);
        int partition = store.partitionOf(event("1", "order-1", "hello"));
        StoredEvent stored = store.read(partition, 0, 1).events().get(0);

        assertThat(store.offsetAt(partition, stored.recordedTime())).isZero();
        assertThat(store.offsetAt(partition, stored.recordedTime().plusMillis(1)))
                .isEqualTo(1);
        assertThat(store.offsetAt(partition, Instant.EPOCH)).isZero();
        assertThat(store.first(partition)).isZero();
    }

    static List<StoredEvent> all(GeodeStore store) {
        List<StoredEvent> all = new ArrayList<>();
        for (int p = 0; p < store.partitions(); p++) {
            all.addAll(store.read(p, 0, Integer.MAX_VALUE).events());
        }
        return all;
    }

    static Map<Integer, OwnedPartition> owned(GeodeStore store) {
        Map<Integer, OwnedPartition> taken = new ConcurrentHashMap<>();
        CompletableFuture<Void> all = new CompletableFuture<>();
        store.listen(new OwnershipListener() {
            @Override
            public void taken(OwnedPartition partition) {
                taken.put(partition.number(), partition);
                if (taken.size() == store.partitions()) {
                    all.complete(null);
                }
            }

            @Override
            public void lost(int partition) {
                taken.remove(partition);
            }
        });
        all.orTimeout(10, TimeUnit.SECONDS).join();
        return taken;
    }
}
