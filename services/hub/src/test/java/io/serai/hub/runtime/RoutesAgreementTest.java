package io.serai.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.delivery.time.ManualTime;
import io.serai.hub.runtime.Disagreement.Kind;
import io.serai.hub.runtime.RoutesAgreement.Standing;
import io.serai.store.log.LogThreads;
import io.serai.store.memory.Memory;
import io.serai.store.memory.MemoryCluster;
import io.serai.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three nodes that compare what they run, round by round. */
class RoutesAgreementTest {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ManualTime time = ManualTime.create();
    private final MemoryCluster cluster = new MemoryCluster(new Memory(3, 1));
    private final Node n1 = new Node("n1", 0);
    private final Node n2 = new Node("n2", 1);
    private final Node n3 = new Node("n3", 2);
    private final List<Node> all = List.of(n1, n2, n3);

    @AfterEach
    void close() {
        all.forEach(node -> node.store.close());
    }

    @Test
    void nodesThatRunTheSameAgree() {
        roundsForLongerThanTheGrace();

        for (Node node : all) {
            assertThat(node.agreement.disagreements()).isEmpty();
            assertThat(node.agreement.lacking()).isFalse();
            assertThat(node.agreement.nodes()).hasSize(2).containsValue(Standing.SAME);
        }
    }

    @Test
    void theNodeThatLacksAFileOfTheOthersIsNotReadyAndBothSidesSayWhy() {
        n1.runs("extra.camel.yaml", "1");
        n2.runs("extra.camel.yaml", "1");
        Instant first = time.instant();
        roundsForLongerThanTheGrace();

        assertThat(n3.agreement.lacking()).isTrue();
        assertThat(n3.agreement.disagreements())
                .containsExactly(new Disagreement(
                        "extra.camel.yaml",
                        Kind.MISSING_HERE,
                        List.of("n1", "n2"),
                        "file 'extra.camel.yaml' runs on nodes 'n1', 'n2' and not here: put it into routes, or take it"
                                + " away there",
                        first));
        for (Node node : List.of(n1, n2)) {
            assertThat(node.agreement.lacking()).isFalse();
            assertThat(node.agreement.disagreements()).singleElement().satisfies(told -> assertThat(told.message())
                    .isEqualTo("file 'extra.camel.yaml' runs here and not on node 'n3': put it into the routes folder"
                            + " there, or take it away from routes"));
            assertThat(node.agreement.nodes()).containsEntry("n3", Standing.DIFFERENT);
        }
    }

    @Test
    void contentThatDiffersIsToldAndStopsNobody() {
        n3.runs("orders.camel.yaml", "2");
        roundsForLongerThanTheGrace();

        assertThat(all).noneMatch(node -> node.agreement.lacking());
        assertThat(n1.agreement.disagreements()).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo(Kind.OTHER_CONTENT);
            assertThat(told.message()).startsWith("file 'orders.camel.yaml' is another on node 'n3': put the same");
        });
        assertThat(n3.agreement.disagreements()).singleElement().satisfies(told -> assertThat(told.nodes())
                .containsExactly("n1", "n2"));
    }

    /** As after a file was given another name on one of them: were both not ready, nobody would serve. */
    @Test
    void ofNodesThatLackFilesOfEachOtherAllStayReady() {
        n1.runs("old.camel.yaml", "1");
        n2.runs("old.camel.yaml", "1");
        n3.runs("new.camel.yaml", "1");
        roundsForLongerThanTheGrace();

        assertThat(all).noneMatch(node -> node.agreement.lacking());
        assertThat(n3.agreement.disagreements())
                .extracting(Disagreement::kind, Disagreement::what)
                .containsExactly(
                        tuple(Kind.MISSING_HERE, "old.camel.yaml"), tuple(Kind.MISSING_THERE, "new.camel.yaml"));
    }

    @Test
    void withinTheGraceNothingIsTold() {
        n1.runs("extra.camel.yaml", "1");
        round();
        time.advance(GRACE.minusSeconds(1));
        round();

        assertThat(all)
                .allSatisfy(node -> assertThat(node.agreement.disagreements()).isEmpty());
        assertThat(n2.agreement.lacking()).isFalse();
    }

    @Test
    void whatIsAlikeForAMomentHasItsGraceAnew() {
        n1.runs("extra.camel.yaml", "1");
        round();
        time.advance(GRACE.minusSeconds(1));
        n1.files.remove("extra.camel.yaml");
        round();
        n1.runs("extra.camel.yaml", "1");
        round();
        time.advance(Duration.ofSeconds(2));
        round();

        assertThat(n2.agreement.disagreements()).isEmpty();
    }

    @Test
    void onceTheFileIsThereTheNodeIsReadyAgain() {
        n1.runs("extra.camel.yaml", "1");
        roundsForLongerThanTheGrace();
        assertThat(n2.agreement.lacking()).isTrue();

        n2.runs("extra.camel.yaml", "1");
        round();

        assertThat(n2.agreement.lacking()).isFalse();
        assertThat(n1.agreement.disagreements()).extracting(Disagreement::nodes).containsExactly(List.of("n3"));
    }

    @Test
    void settingsThatDifferAreToldWithTheirValues() {
        n2.settings.put("serai.store.durability", "replicated");
        n2.settings.put("of.a.later.release", "x");
        roundsForLongerThanTheGrace();

        assertThat(n1.agreement.disagreements())
                .extracting(Disagreement::message)
                .containsExactly("serai.store.durability is fsync here, replicated on node 'n2': set it alike on all"
                        + " nodes, and start anew those where it was wrong");
        assertThat(all).noneMatch(node -> node.agreement.lacking());
    }

    @Test
    void aNodeThatDoesNotSayIsUnknownAndMakesNobodyUnready() {
        try (MemoryStore older = MemoryStore.join(cluster, "n0", time, LogThreads.inline(), Set.of());
                MemoryStore later = MemoryStore.join(cluster, "n9", time, LogThreads.inline(), Set.of())) {
            later.peers()
                    .answer("hub.runs", request -> CompletableFuture.completedFuture(new byte[] {(byte) 99, 1, 2}));
            assertThat(older.peers().self()).isEqualTo("n0");
            roundsForLongerThanTheGrace();

            assertThat(n1.agreement.nodes())
                    .containsEntry("n0", Standing.UNKNOWN)
                    .containsEntry("n9", Standing.UNKNOWN)
                    .containsEntry("n2", Standing.SAME);
            assertThat(n1.agreement.disagreements()).isEmpty();
            assertThat(n1.agreement.lacking()).isFalse();
        }
    }

    @Test
    void aNodeThatIsGoneIsComparedNoMore() {
        n1.runs("extra.camel.yaml", "1");
        roundsForLongerThanTheGrace();

        cluster.leave("n1");
        n2.agreement.compare(n2.store.peers());

        assertThat(n2.agreement.lacking()).isFalse();
        assertThat(n2.agreement.disagreements()).isEmpty();
        assertThat(n2.agreement.nodes()).containsOnlyKeys("n3");
    }

    @Test
    void aNodeAloneComparesWithNobody() {
        try (MemoryStore alone = MemoryStore.create(1, time)) {
            n1.agreement.compare(alone.peers());

            assertThat(n1.agreement.nodes()).isEmpty();
        }
    }

    private void roundsForLongerThanTheGrace() {
        round();
        round();
        time.advance(GRACE);
        round();
    }

    private void round() {
        all.forEach(node -> node.agreement.compare(node.store.peers()));
    }

    private final class Node {

        private final TreeMap<String, String> files = new TreeMap<>(Map.of("orders.camel.yaml", "1"));
        private final TreeMap<String, String> settings = new TreeMap<>(Map.of("serai.store.durability", "fsync"));
        private final MemoryStore store;
        private final RoutesAgreement agreement;

        Node(String name, int partition) {
            store = MemoryStore.join(cluster, name, time, LogThreads.inline(), Set.of(partition));
            agreement = new RoutesAgreement(
                    () -> new NodeRuns(new TreeMap<>(files), new TreeMap<>(settings)), Path.of("routes"), time, GRACE);
        }

        void runs(String file, String digest) {
            files.put(file, digest);
        }
    }
}
