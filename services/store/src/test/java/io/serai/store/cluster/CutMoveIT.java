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
    @CsvSource({"segments,n3 n1 n2", "segments,n1 n2 n3", "work,n3 n1 n2", "work,n3 n2 n1", "work,n1 n3 n2", "work,n1 n2 n3"})
    void aCopyThatLacksARegionWaitsForWhoHasIt(String lacking, String order) throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            startTwo(nodes);
            NodeProcess third = nodes.start("n3", "heavy");
            third.tell("cut-copy " + lacking);
            third.tell("ready");
            awaitCut(List.of(third));

            nodes.get("n1").kill();
            nodes.get("n2").kill();
            awaitAlone(third);
            third.kill();

            allIsThereAfterAStart(nodes, order);
        }
    }

    private void startTwo(Nodes nodes) throws Exception {
        NodeProcess first = nodes.start("n1");
        first.tell("ready");
        for (int i = 0; i < 60; i++) {
            acknowledged.put("e" + i, first.tell("append e" + i + " k" + i + " x").split(" ")[0]);
        }
        NodeProcess second = nodes.start("n2");
        second.tell("ready");
        awaitCluster(second, "2 12 0 ");
    }

    private static void awaitCut(List<NodeProcess> any) {
        Awaitility.await("a move is cut")
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> {
                    for (NodeProcess node : any) {
                        if (node.tell("cut").equals("true")) {
                            return true;
                        }
                    }
                    return false;
                });
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
    private void allIsThereAfterAStart(Nodes nodes, String order) throws Exception {
        List<CompletableFuture<String>> starts = new ArrayList<>();
        for (String name : order.split(" ")) {
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
