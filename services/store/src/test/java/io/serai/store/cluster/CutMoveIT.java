package io.serai.store.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All nodes are lost while a partition moves, which goes region by region; and come back in one order or another. */
@Tag("long")
class CutMoveIT {

    @TempDir
    Path folder;

    private final Map<String, String> acknowledged = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"segments, n3 n1 n2", "work, n3 n1 n2", "work, n2 n1 n3"})
    void aCopyThatLacksARegionWaitsForWhoHasIt(String lacking, String order) throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            cutCopy(nodes, lacking);

            allIsThereAfterAStart(nodes, List.of(order.split(" ")));
        }
    }

    @Test
    void aNodeWithHalfACopyOpensWhenWhoHadTheRestIsRevoked() throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            cutCopy(nodes, "work");

            NodeProcess third = nodes.start("n3");
            CompletableFuture<String> ready = third.ask("ready");
            awaitWaiting(third);
            assertThat(ready).isNotDone();
            Awaitility.await().atMost(90, TimeUnit.SECONDS).until(() -> {
                third.tell("revoke");
                return ready.isDone();
            });

            assertThat(ready.join()).isEqualTo("ready");
            assertThat(third.tell("append new k1 x")).endsWith(" false");
        }
    }

    /** The last region of a partition goes first. */
    @ParameterizedTest
    @CsvSource({"2, true", "2, false", "3, true"})
    void whoHadGivenUpHalfACopyWaitsForWhoHasItWhole(int region, boolean first) throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            startTwo(nodes);
            nodes.get("n1").tell("cut-removal " + region);
            nodes.get("n2").tell("cut-removal " + region);
            nodes.start("n3").tell("ready");
            String giver = awaitCut(nodes, "n1", "n2");
            String other = giver.equals("n1") ? "n2" : "n1";

            // in this order what is left is no minority
            nodes.get(other).kill();
            awaitCluster(nodes.get(giver), "2 ");
            nodes.get("n3").kill();
            awaitAlone(nodes.get(giver));
            nodes.get(giver).kill();

            allIsThereAfterAStart(nodes, first ? List.of(giver, other, "n3") : List.of("n3", other, giver));
        }
    }

    @Test
    void aClusterIsThereAfterItsVeryFirstStartWasCut() throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            for (String name : Nodes.NAMES) {
                nodes.start(name).tell("cut-copy work");
            }
            awaitCut(nodes, "n1", "n2", "n3");
            for (String name : Nodes.NAMES) {
                nodes.get(name).kill();
            }

            List<CompletableFuture<String>> starts = new ArrayList<>();
            for (String name : Nodes.NAMES) {
                starts.add(nodes.start(name).ask("ready"));
            }
            for (CompletableFuture<String> start : starts) {
                assertThat(start.get(120, TimeUnit.SECONDS)).isEqualTo("ready");
            }
            for (int i = 0; i < 60; i++) {
                assertThat(nodes.get("n2").tell("append e" + i + " k" + i + " x"))
                        .endsWith(" false");
            }
        }
    }

    /** Some partition is on its way to the third node, whose copy counts as the newest: it was the last to go. */
    private void cutCopy(Nodes nodes, String lacking) throws Exception {
        startTwo(nodes);
        NodeProcess third = nodes.start("n3", "heavy");
        third.tell("cut-copy " + lacking);
        third.tell("ready");
        awaitCut(nodes, "n3");
        nodes.get("n1").kill();
        nodes.get("n2").kill();
        awaitAlone(third);
        third.kill();
    }

    private void startTwo(Nodes nodes) throws Exception {
        NodeProcess first = nodes.start("n1");
        first.tell("ready");
        for (int i = 0; i < 60; i++) {
            acknowledged.put(
                    "e" + i, first.tell("append e" + i + " k" + i + " x").split(" ")[0]);
        }
        NodeProcess second = nodes.start("n2");
        second.tell("ready");
        awaitCluster(second, "2 12 0 ");
    }

    private static String awaitCut(Nodes nodes, String... names) {
        return Awaitility.await("a move is cut")
                .atMost(90, TimeUnit.SECONDS)
                .until(
                        () -> {
                            for (String name : names) {
                                if (nodes.get(name).tell("cut").equals("true")) {
                                    return name;
                                }
                            }
                            return "";
                        },
                        name -> !name.isEmpty());
    }

    private static void awaitAlone(NodeProcess node) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(node.tell("cluster"))
                .matches("1 \\d+ 12 .*"));
    }

    private static void awaitCluster(NodeProcess node, String start) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(node.tell("cluster"))
                .startsWith(start));
    }

    /** Each is as far as it comes alone before the next one starts. */
    private void allIsThereAfterAStart(Nodes nodes, List<String> order) throws Exception {
        List<CompletableFuture<String>> starts = new ArrayList<>();
        for (String name : order) {
            starts.add(nodes.start(name).ask("ready"));
            if (starts.size() < 3) {
                awaitWaiting(nodes.get(name));
            }
        }
        for (CompletableFuture<String> start : starts) {
            assertThat(start.get(120, TimeUnit.SECONDS)).isEqualTo("ready");
        }
        for (NodeProcess node : nodes.all()) {
            Set<String> stored = new HashSet<>(List.of(node.tell("ids").split(" ")));
            acknowledged.forEach((id, position) -> assertThat(stored).contains(id + "@" + position));
        }
    }

    private static void awaitWaiting(NodeProcess node) {
        Awaitility.await("it waits for others")
                .atMost(60, TimeUnit.SECONDS)
                .during(2, TimeUnit.SECONDS)
                .until(() -> !node.tell("cluster").endsWith(" 0"));
    }
}
