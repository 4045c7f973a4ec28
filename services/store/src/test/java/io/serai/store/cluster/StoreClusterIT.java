package io.serai.store.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes that are one store. Each test leaves all three running. */
class StoreClusterIT {

    @TempDir
    static Path folder;

    static Nodes nodes;

    @BeforeAll
    static void start() throws Exception {
        nodes = new Nodes(folder, 1, 1);
        nodes.startAll();
        awaitShares();
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    @Test
    void anyNodeTakesAnyEventAndAnswersForItAlike() throws Exception {
        for (String name : Nodes.NAMES) {
            for (int i = 0; i < 20; i++) {
                String id = "any-" + name + "-" + i;
                String position = nodes.get(name).tell("append " + id + " key" + i + " x");
                assertThat(position).endsWith(" false");
                for (NodeProcess other : nodes.all()) {
                    assertThat(other.tell("append " + id + " key" + i + " x"))
                            .isEqualTo(position.replace("false", "true"));
                    assertThat(other.tell("append " + id + " key" + i + " other"))
                            .isEqualTo("conflict " + position.split(" ")[0]);
                }
            }
        }
    }

    @Test
    void theSameEventThroughTwoNodesAtOnceIsStoredOnce() throws Exception {
        for (int i = 0; i < 30; i++) {
            String append = "append twice-" + i + " key" + i + " x";
            CompletableFuture<String> one = nodes.get("n1").ask(append);
            CompletableFuture<String> other = nodes.get("n2").ask(append);
            String[] answers = {one.get(30, TimeUnit.SECONDS), other.get(30, TimeUnit.SECONDS)};
            assertThat(answers[0].split(" ")[0]).isEqualTo(answers[1].split(" ")[0]);
            assertThat(Arrays.stream(answers).filter(answer -> answer.endsWith("true")))
                    .hasSize(1);
        }
    }

    @Test
    void whatOneNodePutsInTheControlTableAllFind() throws Exception {
        nodes.get("n1").tell("control job/1 begun");
        for (NodeProcess node : nodes.all()) {
            assertThat(node.tell("control job/1")).isEqualTo("begun");
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenANodeIsKilledUnderLoad() throws Exception {
        publishThroughAll("kill");
        nodes.get("n2").kill();
        awaitProgress("n1");
        awaitProgress("n3");
        nodes.start("n2").tell("ready");
        awaitShares();
        rest();
        everythingAcknowledgedIsThere();
    }

    @Test
    void aNodeThatStopsPolitelyHandsItsPartitionsOver() throws Exception {
        publishThroughAll("stop");
        NodeProcess stopped = nodes.get("n3");
        assertThat(stopped.tell("close")).isEqualTo("closed");
        assertThat(stopped.ended()).isZero();
        awaitProgress("n1");
        awaitProgress("n2");
        assertThat(nodes.get("n1").refusals()).as("publishers of other nodes saw no error").isEmpty();
        assertThat(nodes.get("n2").refusals()).isEmpty();
        nodes.start("n3").tell("ready");
        awaitShares();
        rest();
        everythingAcknowledgedIsThere();
    }

    private static void publishThroughAll(String prefix) throws Exception {
        for (String name : Nodes.NAMES) {
            nodes.get(name).tell("publish " + prefix + "-" + name);
        }
        for (String name : Nodes.NAMES) {
            awaitProgress(name);
        }
    }

    private static void awaitProgress(String name) {
        NodeProcess node = nodes.get(name);
        int before = node.acknowledged().size();
        Awaitility.await(name + " goes on")
                .atMost(40, TimeUnit.SECONDS)
                .until(() -> node.acknowledged().size() > before + 300);
    }

    private static void rest() throws Exception {
        for (NodeProcess node : nodes.all()) {
            node.tell("rest");
        }
    }

    /** Primaries and copies are moved to a node that has come. */
    private static void awaitShares() {
        Awaitility.await("each node owns some")
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> {
                    int all = 0;
                    for (NodeProcess node : nodes.all()) {
                        int owned = node.ownedPartitions();
                        assertThat(owned).isBetween(2, 6);
                        all += owned;
                    }
                    assertThat(all).isEqualTo(ClusterNode.PARTITIONS);
                });
    }

    /** As every node sees it; and nothing is there twice. */
    private static void everythingAcknowledgedIsThere() throws Exception {
        Map<String, String> acknowledged = nodes.acknowledged();
        for (NodeProcess node : nodes.all()) {
            Map<String, String> stored = new HashMap<>();
            for (String one : node.tell("ids").split(" ")) {
                String[] parts = one.split("@");
                assertThat(stored.put(parts[0], parts[1])).as("%s is stored once", parts[0]).isNull();
            }
            assertThat(stored).containsAllEntriesOf(acknowledged);
        }
    }
}
