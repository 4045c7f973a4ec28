package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.DeadLetters.Query;
import io.serai.delivery.SubscriptionState.Status;
import io.serai.delivery.time.InlineExecutor;
import io.serai.delivery.time.ManualTime;
import io.serai.store.Position;
import io.serai.store.log.LogThreads;
import io.serai.store.memory.Memory;
import io.serai.store.memory.MemoryCluster;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes, each owner of one of two partitions, over one memory and one time. */
class TwoNodesTest {

    private static final Query ALL = new Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final ManualTime time = ManualTime.create();
    private final MemoryCluster cluster = new MemoryCluster(new Memory(2, 1));
    private final Node a = new Node("a", 0);
    private final Node b = new Node("b", 1);

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void eachEventIsDeliveredByOneNodeAndBothCountTogether() {
        a.subscribe(policy().build());
        b.subscribe(policy().build());

        for (int i = 0; i < 20; i++) {
            (i % 2 == 0 ? a : b).publish("e" + i, "k" + i);
        }

        assertThat(a.seen).isNotEmpty();
        assertThat(b.seen).isNotEmpty();
        assertThat(Stream.concat(a.seen.stream(), b.seen.stream())).hasSize(20).doesNotHaveDuplicates();
        for (Node node : List.of(a, b)) {
            SubscriptionState state =
                    node.hub.deliveries().subscription("billing").orElseThrow();
            assertThat(state.delivered()).isEqualTo(20);
            assertThat(state.lag()).isZero();
            assertThat(state.status()).isEqualTo(Status.ACTIVE);
            assertThat(node.hub
                            .deliveries()
                            .subscriptionHere("billing")
                            .orElseThrow()
                            .delivered())
                    .isEqualTo(node.seen.size());
        }
    }

    @Test
    void theDeadLettersOfAllNodesAreListedAndHandledThroughAnyNode() {
        failOnce();
        assertThat(a.hub.deadLetters().list(ALL, Optional.empty(), 10)).hasSize(2);
        DeadLetter there = inPartition(1);

        assertThat(a.hub.deadLetters().get(there.id())).contains(there);
        a.hub.deadLetters().discard(there.id(), "ops", Optional.of("no use")).join();

        assertThat(a.hub.deadLetters().get(there.id()).orElseThrow().state()).isEqualTo(DeadLetter.State.DISCARDED);
        assertThat(b.hub.deadLetters().get(there.id()).orElseThrow().state()).isEqualTo(DeadLetter.State.DISCARDED);
        assertThatThrownBy(() -> a.hub.deadLetters()
                        .discard(there.id(), "ops", Optional.empty())
                        .join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("discarded, not dead");
    }

    /** {@code a-b} comes after {@code a}, and its rows before. */
    @Test
    void lettersArePagedThroughInOneOrderWhicheverNodeIsAskedAndOwnsThem() {
        for (Node node : List.of(a, b)) {
            node.failing = true;
            node.subscribe("a-b", policy().attempts(1).build());
            node.subscribe("a", policy().attempts(1).build());
        }
        for (int i = 0; i < 5; i++) {
            a.publish("e" + i, keyOf(i % 2));
        }
        List<String> all = ids(a.hub.deadLetters().list(ALL, Optional.empty(), 100));
        assertThat(all)
                .containsExactly(
                        "a~0-0", "a~0-1", "a~0-2", "a~1-0", "a~1-1", "a-b~0-0", "a-b~0-1", "a-b~0-2", "a-b~1-0",
                        "a-b~1-1");

        List<String> paged = new ArrayList<>();
        Optional<String> after = Optional.empty();
        for (int page = 0; page < 5; page++) {
            if (page == 2) {
                cluster.move(1, "a");
            }
            List<String> ids = ids((page % 2 == 0 ? b : a).hub.deadLetters().list(ALL, after, 2));
            paged.addAll(ids);
            after = Optional.of(ids.get(ids.size() - 1));
        }

        assertThat(paged).isEqualTo(all);
        assertThat(b.hub.deadLetters().list(ALL, after, 2)).isEmpty();
        Query one = new Query(Optional.of("a"), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(ids(b.hub.deadLetters().list(one, Optional.of("a~0-1"), 2))).containsExactly("a~0-2", "a~1-0");
    }

    private static List<String> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }

    @Test
    void aLetterIsRedrivenByItsOwner() {
        failOnce();
        DeadLetter there = inPartition(1);
        b.failing = false;
        int before = b.seen.size();

        DeadLetter redriving =
                a.hub.deadLetters().redrive(there.id(), "ops", Optional.empty()).join();

        assertThat(redriving.state()).isEqualTo(DeadLetter.State.REDRIVING);
        assertThat(b.seen).hasSize(before + 1);
        assertThat(a.hub.deadLetters().get(there.id()).orElseThrow().state()).isEqualTo(DeadLetter.State.RESOLVED);
    }

    @Test
    void whatBecameOfAnEventIsKnownThroughAnyNode() {
        a.subscribe(policy().build());
        b.subscribe(policy().build());
        Position position = a.publish("e1", keyOf(1));

        for (Node node : List.of(a, b)) {
            assertThat(node.hub.deliveries().fates(node.store.read(position).orElseThrow()))
                    .containsExactly(new Fate("billing", Fate.State.DELIVERED, "delivered"));
        }
    }

    @Test
    void aSubscriptionIsDeletedOnAllNodesOnceNoneHasATargetForIt() {
        failOnce();
        a.registration.close();
        assertThatThrownBy(() -> a.hub.deliveries().delete("billing").join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("target on another node");

        b.registration.close();
        a.hub.deliveries().delete("billing").join();

        for (Node node : List.of(a, b)) {
            assertThat(node.hub.deliveries().subscriptions()).isEmpty();
            assertThat(node.hub.deadLetters().list(ALL, Optional.empty(), 10)).isEmpty();
            assertThat(node.store.work(0, "delivery/")).isEmpty();
            assertThat(node.store.work(1, "delivery/")).isEmpty();
        }
    }

    @Test
    void aRetryGoesOnAtTheNodeThatTakesThePartitionOver() {
        Policy patient = policy().attempts(3).fixed(Duration.ofSeconds(10)).build();
        a.failing = true;
        a.subscribe(patient);
        b.subscribe(patient);
        b.publish("e1", keyOf(0));
        assertThat(a.seen).containsExactly("e1#1");

        cluster.move(0, "b");
        time.advance(Duration.ofSeconds(11));

        assertThat(b.seen).containsExactly("e1#2");
        assertThat(a.hub.deliveries().subscription("billing").orElseThrow().retrying())
                .isZero();
    }

    @Test
    void eachPartitionIsToldOfByTheNodeThatOwnsIt() {
        a.subscribe(policy().build());
        b.subscribe(policy().build());
        for (int i = 0; i < 3; i++) {
            a.publish("e" + i, keyOf(1));
        }

        for (Node node : List.of(a, b)) {
            assertThat(partitions(node))
                    .extracting(PartitionState::partition, PartitionState::owner, PartitionState::lag)
                    .containsExactly(tuple(0, "a", 0L), tuple(1, "b", 0L));
        }

        long before = partitions(a).get(0).incarnation();
        cluster.move(0, "b");

        assertThat(partitions(a)).extracting(PartitionState::owner).containsExactly("b", "b");
        assertThat(partitions(a).get(0).incarnation()).isGreaterThan(before);
    }

    @Test
    void theCursorOfAPartitionIsTheSavedOneThatATakeOverBeginsWith() {
        a.subscribe(policy().build());
        b.subscribe(policy().build());
        b.publish("e1", keyOf(0));

        assertThat(a.seen).hasSize(1);
        assertThat(partitions(b).get(0).next()).isZero();
        assertThat(partitions(b).get(0).lag()).isZero();

        time.advance(Duration.ofSeconds(1));

        assertThat(partitions(b).get(0).next()).isEqualTo(1);
    }

    @Test
    void whatRetriesIsToldOfPerPartition() {
        Policy patient = policy().attempts(3).fixed(Duration.ofSeconds(10)).build();
        b.failing = true;
        a.subscribe(patient);
        b.subscribe(patient);
        for (int i = 0; i < 3; i++) {
            a.publish("e" + i, keyOf(1));
        }
        time.advance(Duration.ofSeconds(1));

        assertThat(partitions(a)).extracting(PartitionState::retrying).containsExactly(0L, 3L);
        assertThat(partitions(a)).extracting(PartitionState::next).containsExactly(0L, 3L);
    }

    @Test
    void aNodeThatDoesNotSayHowItStandsIsNamedAndTheOthersAreToldOf() {
        a.subscribe(policy().build());
        b.subscribe(policy().build());
        b.publish("e1", keyOf(1));
        try (MemoryStore silent = MemoryStore.join(cluster, "c", time, LogThreads.inline(), Set.of())) {
            Overview<SubscriptionState> all = a.hub.deliveries().subscriptionsOverview();

            assertThat(all.silent()).containsExactly(silent.peers().self());
            assertThat(all.items()).extracting(SubscriptionState::delivered).containsExactly(1L);
            assertThat(a.hub.deliveries().partitionsOverview("billing").silent())
                    .containsExactly("c");
            assertThat(a.hub.deliveries().partitions("billing")).hasSize(2);
        }
        cluster.leave("c");

        assertThat(a.hub.deliveries().subscriptionsOverview().silent()).isEmpty();
    }

    private static List<PartitionState> partitions(Node node) {
        return node.hub.deliveries().partitions("billing");
    }

    private void failOnce() {
        Policy once = policy().attempts(1).build();
        for (Node node : List.of(a, b)) {
            node.failing = true;
            node.subscribe(once);
        }
        a.publish("e0", keyOf(0));
        a.publish("e1", keyOf(1));
    }

    private DeadLetter inPartition(int partition) {
        return a.hub.deadLetters().list(ALL, Optional.empty(), 10).stream()
                .filter(letter -> letter.position().partition() == partition)
                .findFirst()
                .orElseThrow();
    }

    private String keyOf(int partition) {
        for (int i = 0; ; i++) {
            if (a.store.partitionOf(event("any", "k" + i)) == partition) {
                return "k" + i;
            }
        }
    }

    private static CloudEvent event(String id, String key) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/test"))
                .withType("order")
                .withSubject(key)
                .build();
    }

    private final class Node implements AutoCloseable {

        private final List<String> seen = new ArrayList<>();
        private final MemoryStore store;
        private final EventHub hub;
        private Deliveries.Registration registration;
        private boolean failing;

        Node(String name, int partition) {
            store = MemoryStore.join(cluster, name, time, LogThreads.inline(), Set.of(partition));
            hub = EventHub.builder(store)
                    .clock(time)
                    .timer(time)
                    .executor(new InlineExecutor())
                    .build();
        }

        void subscribe(Policy policy) {
            subscribe("billing", policy);
        }

        void subscribe(String name, Policy policy) {
            registration = hub.deliveries()
                    .subscribe(
                            new Subscription(
                                    name,
                                    EventTypes.parse("*"),
                                    Optional.empty(),
                                    policy,
                                    new StartAt.Beginning(),
                                    "a test"),
                            this::deliver);
        }

        private CompletableFuture<Outcome> deliver(Attempt attempt) {
            seen.add(attempt.event().event().getId() + "#" + attempt.number());
            return CompletableFuture.completedFuture(
                    failing ? Outcome.failed(Failure.http(409, "not now", Optional.empty())) : Outcome.delivered());
        }

        Position publish(String id, String key) {
            return store.append(event(id, key)).join().position();
        }

        @Override
        public void close() {
            hub.close();
            store.close();
        }
    }
}
