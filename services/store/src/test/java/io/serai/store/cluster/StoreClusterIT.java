package io.serai.store.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
        awaitCluster("n1", "2 12 0 ");
        assertThat(nodes.get("n1").tell("missing"))
                .containsOnlyOnce(folder.resolve("n2").toString());
        assertThat(nodes.get("n1").tell("waits-for")).isEqualTo("[]");
        nodes.start("n2").tell("ready");
        awaitShares();
        assertThat(nodes.get("n1").tell("missing")).isEqualTo("[]");
        rest();
        everythingAcknowledgedIsThere();
    }

    @Test
    void aNodeThatStopsPolitelyHandsItsPartitionsOver() throws Exception {
        publishThroughAll("stop");
        NodeProcess stopped = nodes.get("n3");
        List<String> before = refusalsOf("n1", "n2");
        assertThat(stopped.tell("close")).isEqualTo("closed");
        assertThat(stopped.ended()).isZero();
        awaitProgress("n1");
        awaitProgress("n2");
        assertThat(refusalsOf("n1", "n2"))
                .as("publishers of other nodes saw no error")
                .isEqualTo(before);
        nodes.start("n3").tell("ready");
        awaitShares();
        rest();
        everythingAcknowledgedIsThere();
    }

    @Test
    void nothingIsAcknowledgedBeforeTheOtherCopyIsForced() throws Exception {
        String key = "k2";
        NodeProcess owner = nodes.get(nodes.get("n1").tell("owned " + key));
        List<NodeProcess> others =
                nodes.all().stream().filter(node -> node != owner).toList();
        for (NodeProcess other : others) {
            other.tell("hold-forces");
        }

        CompletableFuture<String> append = owner.ask("append held " + key + " x");
        CompletableFuture<String> control = owner.ask("control held begun");
        assertThatThrownBy(() -> append.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(control).isNotDone();

        for (NodeProcess other : others) {
            other.tell("release-forces");
        }
        assertThat(append.get(30, TimeUnit.SECONDS)).endsWith("false");
        assertThat(control.get(30, TimeUnit.SECONDS)).isEqualTo("begun");
    }

    @Test
    void anEventWhoseOwnerDiesBetweenWriteAndForceIsStoredOnceByTheNext() throws Exception {
        String key = "k1";
        String owner = nodes.get("n1").tell("owned " + key);
        NodeProcess other = nodes.get(owner.equals("n1") ? "n2" : "n1");
        nodes.get(owner).tell("die-at-force");

        String position = other.tell("append half " + key + " x");

        assertThat(nodes.get(owner).ended()).isEqualTo(ClusterNode.DIED);
        assertThat(position).as("the next owner finds it in its copy").endsWith(" true");
        assertThat(other.tell("append half " + key + " x")).isEqualTo(position);
        assertThat(other.tell("append next " + key + " x")).endsWith(" false");
        nodes.start(owner).tell("ready");
        awaitShares();
    }

    @Tag("long")
    @Test
    void anOwnerThatStandsStillTooLongIsShutOutAndEnds() throws Exception {
        publishThroughAll("still");
        NodeProcess stopped = nodes.get("n3");
        signal("STOP", stopped);
        awaitProgress("n1");
        awaitProgress("n2");
        signal("CONT", stopped);
        assertThat(stopped.ended()).isEqualTo(ClusterNode.SHUT_OUT);
        assertThat(stopped.failure()).contains("shut out by the others", "serai.cluster.member-timeout (3000ms)");
        nodes.start("n3").tell("ready");
        awaitShares();
        rest();
        everythingAcknowledgedIsThere();
    }

    @Test
    void eachNodeSeesTheClusterAlike() throws Exception {
        for (NodeProcess node : nodes.all()) {
            String[] status = node.tell("cluster").split(" ");
            assertThat(status[0]).as("nodes").isEqualTo("3");
            assertThat(status[3]).as("of 35, so much may be lost").isEqualTo("17");
            assertThat(status[4]).isEqualTo("true");
            assertThat(status[5]).as("missing").isEqualTo("0");
        }
    }

    private static void signal(String name, NodeProcess node) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(node.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void awaitCluster(String name, String start) {
        Awaitility.await(name + " sees " + start)
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(nodes.get(name).tell("cluster")).startsWith(start));
    }

    private static List<String> refusalsOf(String... names) {
        List<String> refusals = new ArrayList<>();
        for (String name : names) {
            refusals.addAll(nodes.get(name).refusals());
        }
        return refusals;
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
                assertThat(stored.put(parts[0], parts[1]))
                        .as("%s is stored once", parts[0])
                        .isNull();
            }
            assertThat(stored).containsAllEntriesOf(acknowledged);
        }
    }
}
