package io.serai.store.memory;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import io.serai.store.BatchRefusedException;
import io.serai.store.ConflictException;
import io.serai.store.EventStore;
import io.serai.store.OwnedPartition;
import io.serai.store.OwnershipListener;
import io.serai.store.Peers;
import io.serai.store.StoreUnavailableException;
import io.serai.store.WorkUpdate;
import io.serai.store.log.LogThreads;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes of a cluster over one memory: what is asked of one is done by the owner. */
class ForwardingTest {

    private static final int PARTITIONS = 2;

    private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final Memory memory = new Memory(PARTITIONS, 1);
    private final MemoryCluster cluster = new MemoryCluster(memory);
    private final MemoryStore a = MemoryStore.join(cluster, "a", clock, LogThreads.start(2), Set.of(0, 1));
    private final MemoryStore b = MemoryStore.join(cluster, "b", clock, LogThreads.start(2), Set.of());

    @BeforeEach
    void awaitReady() throws Exception {
        a.ready().get(30, TimeUnit.SECONDS);
        b.ready().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void anEventIsKeptByTheOwnerWhicheverNodeTookIt() throws Exception {
        Appended appended = append(b, event("1", "k", "x"));

        assertThat(appended.duplicate()).isFalse();
        assertThat(a.read(appended.position()).orElseThrow().event().getId()).isEqualTo("1");
        assertThat(b.read(appended.position()).orElseThrow().event().getId()).isEqualTo("1");
        assertThat(append(a, event("1", "k", "x")).duplicate()).isTrue();
        assertThat(b.status().appended()).as("counted where it was written").isZero();
    }

    @Test
    void whoIsToWaitForNoLongerThanSaidHearsWhoIsSilent() {
        try (MemoryStore c = MemoryStore.join(cluster, "c", clock, LogThreads.start(2), Set.of())) {
            for (MemoryStore asked : List.of(b, c)) {
                byte[] name = asked.peers().self().getBytes(StandardCharsets.UTF_8);
                asked.peers()
                        .answer(
                                "name",
                                request -> asked == b
                                        ? CompletableFuture.completedFuture(name)
                                        : new CompletableFuture<>());
            }

            Peers.Answers answers = a.peers()
                    .askOthers("name", new byte[0], Duration.ofMillis(200))
                    .orTimeout(4, TimeUnit.SECONDS)
                    .join();

            assertThat(answers.answers()).containsOnlyKeys("b");
            assertThat(answers.failures().get("c"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("node 'c' gave no answer within 200 ms");
        }
    }

    @Test
    void aConflictComesThroughAsItIs() throws Exception {
        Appended first = append(b, event("1", "k", "x"));

        assertThatThrownBy(() -> append(b, event("1", "k", "other")))
                .cause()
                .isInstanceOfSatisfying(ConflictException.class, conflict -> {
                    assertThat(conflict.first()).isEqualTo(first.position());
                    assertThat(conflict.id()).isEqualTo("1");
                });
        assertThatThrownBy(() -> b.append(List.of(event("2", "k", "x"), event("1", "k", "other")))
                        .get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(BatchRefusedException.class, refused -> assertThat(refused.refused())
                        .extracting(BatchRefusedException.Refused::index)
                        .containsExactly(1));
    }

    @Test
    void aBatchGoesToAllOwnersAndIsAnsweredInOrder() throws Exception {
        cluster.move(1, "b");
        List<CloudEvent> batch = IntStream.range(0, 40)
                .mapToObj(i -> event("e" + i, "k" + i, "x"))
                .toList();

        List<Appended> appended = b.append(batch).get(30, TimeUnit.SECONDS);

        assertThat(appended)
                .extracting(Appended::id)
                .containsExactlyElementsOf(batch.stream().map(CloudEvent::getId).toList());
        assertThat(appended).extracting(one -> one.position().partition()).contains(0, 1);
    }

    @Test
    void theOrderOfOnePublisherHoldsWhileItsPartitionMovesToAndFro() throws Exception {
        int partition = b.partitionOf(event("0", "k", "x"));
        AtomicBoolean done = new AtomicBoolean();
        Thread moves = new Thread(() -> {
            for (int i = 0; !done.get(); i++) {
                cluster.move(partition, i % 2 == 0 ? "b" : "a");
                Thread.yield();
            }
        });
        moves.start();
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            answers.add(b.append(event("e" + i, "k", "x")));
        }
        List<Long> offsets = new ArrayList<>();
        for (CompletableFuture<Appended> answer : answers) {
            offsets.add(answer.get(30, TimeUnit.SECONDS).position().offset());
        }
        done.set(true);
        moves.join();

        assertThat(offsets).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anEventWhoseAnswerIsLostWithTheOwnerIsStoredOnce() throws Exception {
        int partition = b.partitionOf(event("1", "k", "x"));
        cluster.lose(message -> message[0] == 2);
        CompletableFuture<Appended> waiting = b.append(event("1", "k", "x"));
        assertThat(waiting).isNotDone();
        Awaitility.await().until(() -> a.committed(partition) == 1);

        cluster.lose(message -> false);
        a.crash();
        cluster.leave("a");
        cluster.move(partition, "b");

        Appended appended = waiting.get(30, TimeUnit.SECONDS);
        assertThat(appended.position().offset()).isZero();
        assertThat(b.committed(partition)).isEqualTo(1);
    }

    @Test
    void aNodeThatEndsHandsWhatComesToTheNextOwner() throws Exception {
        int partition = b.partitionOf(event("1", "k", "x"));
        append(b, event("1", "k", "x"));
        a.close();
        CompletableFuture<Appended> waiting = b.append(event("2", "k", "x"));

        cluster.leave("a");
        cluster.move(partition, "b");

        assertThat(waiting.get(30, TimeUnit.SECONDS).position().offset()).isEqualTo(1);
    }

    @Test
    void whereNoOwnerAnswersInTimeTheEventIsRefused() {
        cluster.leave("a");

        assertThatThrownBy(() -> b.append(event("1", "k", "x")).get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no owner");
    }

    @Test
    void whatWaitsForAnOwnerIsRefusedAtTheEnd() {
        cluster.leave("a");
        CompletableFuture<Appended> waiting = b.append(event("1", "k", "x"));

        b.close();

        assertThatThrownBy(() -> waiting.get(2, TimeUnit.SECONDS)).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void everyReadOfAPartitionElsewhereIsAnsweredByItsOwner() throws Exception {
        int partition = b.partitionOf(event("0", "k", "x"));
        for (int i = 0; i < 30; i++) {
            append(a, event("e" + i, "k", "x"));
        }
        owned(a, partition)
                .write(new WorkUpdate(Map.of("row/1", bytes("1")), Set.of(), true))
                .get(30, TimeUnit.SECONDS);

        assertThat(b.committed(partition)).isEqualTo(a.committed(partition)).isEqualTo(30);
        assertThat(b.first(partition)).isEqualTo(a.first(partition));
        assertThat(b.offsetAt(partition, clock.instant())).isEqualTo(a.offsetAt(partition, clock.instant()));
        assertThat(ids(b, partition)).isEqualTo(ids(a, partition)).hasSize(10);
        assertThat(b.read(partition, 5, 10).next())
                .isEqualTo(a.read(partition, 5, 10).next());
        assertThat(b.work(partition, "row/")).containsOnlyKeys("row/1");
    }

    @Test
    void allNodesAreAskedAndWhoDoesNotAnswerIsNamed() throws Exception {
        a.peers().answer("name", request -> CompletableFuture.completedFuture(bytes("I am a")));
        b.peers().answer("name", request -> CompletableFuture.failedFuture(new IllegalStateException("busy")));

        Peers.Answers answers = b.peers().askAll("name", new byte[0]).get(30, TimeUnit.SECONDS);

        assertThat(answers.answers()).containsOnlyKeys("a");
        assertThat(answers.answers().get("a")).isEqualTo(bytes("I am a"));
        assertThat(answers.failures().get("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("busy");
    }

    @Test
    void theOwnerIsAskedAndItsFailureComesThrough() {
        a.peers().answer("what", request -> {
            throw new IllegalArgumentException("there is no such thing");
        });

        assertThatThrownBy(() -> b.peers().askOwner(0, "what", new byte[0]).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no such thing");
    }

    private static List<String> ids(EventStore store, int partition) {
        return store.read(partition, 5, 10).events().stream()
                .map(event -> event.event().getId())
                .toList();
    }

    private static OwnedPartition owned(MemoryStore store, int number) throws Exception {
        CompletableFuture<OwnedPartition> owned = new CompletableFuture<>();
        store.listen(new OwnershipListener() {
            @Override
            public void taken(OwnedPartition partition) {
                if (partition.number() == number) {
                    owned.complete(partition);
                }
            }

            @Override
            public void lost(int partition) {}
        });
        return owned.get(30, TimeUnit.SECONDS);
    }

    private static Appended append(MemoryStore store, CloudEvent event) throws Exception {
        return store.append(event).get(30, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
