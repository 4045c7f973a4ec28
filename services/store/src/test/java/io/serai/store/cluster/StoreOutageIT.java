package io.serai.store.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that lose more than one node, or have fewer than they need. */
class StoreOutageIT {

    @TempDir
    Path folder;

    @Test
    void withTooFewCopiesNothingIsTakenAndAllIsAgainWhenThereAreEnough() throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 2)) {
            NodeProcess first = nodes.start("n1");
            first.tell("ready");
            assertThat(first.tell("append a k x")).startsWith("refused").contains("serai.store.min-copies");

            nodes.start("n2").tell("ready");
            awaitTaken(first, "append a k x");

            nodes.get("n2").kill();
            Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(first.tell("append b k x"))
                    .contains("min-copies"));

            nodes.start("n2").tell("ready");
            awaitTaken(first, "append b k x");
        }
    }

    @Tag("long")
    @Test
    void aCopyThatCannotBeForcedIsNeverCountedOn() throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            NodeProcess first = nodes.start("n1");
            first.tell("ready");
            for (int i = 0; i < 50; i++) {
                assertThat(first.tell("append e" + i + " k" + i + " x")).endsWith("false");
            }

            NodeProcess second = nodes.start("n2", "refuse-copies");

            assertThat(second.ended()).isEqualTo(ClusterNode.FAILED);
            assertThat(second.failure()).contains("cannot force the files");
            assertThat(first.tell("append after k x")).endsWith("false");
        }
    }

    @Test
    void ofTwoNodesTheYoungerIsShutOutWithTheOlder() throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            NodeProcess older = nodes.start("n1");
            older.tell("ready");
            NodeProcess younger = nodes.start("n2");
            younger.tell("ready");

            older.kill();

            assertThat(younger.ended()).isEqualTo(ClusterNode.SHUT_OUT);
            assertThat(younger.failure()).contains("shut out by the others", "start it again");
        }
    }

    @Tag("long")
    @Test
    void aNodeWithOldCopiesWaitsForTheNewestUntilTheyAreRevoked() throws Exception {
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            nodes.start("n1").tell("ready");
            NodeProcess second = nodes.start("n2");
            second.tell("ready");
            Awaitility.await().atMost(40, TimeUnit.SECONDS).untilAsserted(() -> assertThat(second.tell("cluster"))
                    .startsWith("2 12 0 "));
            String both = second.tell("append both k1 x");
            // the older one could not go on alone
            second.kill();
            NodeProcess first = nodes.get("n1");
            Awaitility.await().atMost(40, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            first.tell("append one k1 x"))
                    .doesNotContain("refused"));
            first.kill();

            NodeProcess alone = nodes.start("n2");
            CompletableFuture<String> ready = alone.ask("ready");
            String away = folder.resolve("n1").toString();
            Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(alone.tell("detail"))
                    .contains("waits for the newest copies of the node whose folder is " + away, "revoke"));
            assertThat(alone.tell("waits-for")).containsOnlyOnce(away);
            assertThat(ready).isNotDone();
            alone.tell("revoke");
            assertThat(ready.get(60, TimeUnit.SECONDS)).isEqualTo("ready");

            assertThat(alone.tell("ids")).contains("both@" + both.split(" ")[0]).doesNotContain("one@");
            String partition = both.substring(0, both.indexOf('-'));
            Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(alone.tell("revoked"))
                    .contains(away, "partition " + partition + " up to " + both.split(" ")[0] + " of "));
            assertThat(alone.tell("append again k1 x")).endsWith("false");
            assertThat(alone.tell("revoked")).contains(" up to " + both.split(" ")[0]);
        }
    }

    @Tag("long")
    @Test
    void afterAnOutageOfAllEverythingAcknowledgedIsThereWhicheverComesFirst() throws Exception {
        Random random = new Random(7);
        try (Nodes nodes = new Nodes(folder, 1, 1)) {
            nodes.startAll();
            for (int round = 0; round < 2; round++) {
                int before = nodes.acknowledged().size();
                for (String name : Nodes.NAMES) {
                    nodes.get(name).tell("publish r" + round + "-" + name);
                }
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> nodes.acknowledged().size() > before + 1_500);
                List<String> order = new ArrayList<>(Nodes.NAMES);
                Collections.shuffle(order, random);
                for (String name : order) {
                    nodes.get(name).kill();
                }
                Collections.shuffle(order, random);
                List<CompletableFuture<String>> starts = new ArrayList<>();
                for (String name : order) {
                    starts.add(nodes.start(name).ask("ready"));
                }
                for (CompletableFuture<String> start : starts) {
                    assertThat(start.get(120, TimeUnit.SECONDS)).isEqualTo("ready");
                }
                everythingAcknowledgedIsThere(nodes);
            }
        }
    }

    private static void everythingAcknowledgedIsThere(Nodes nodes) throws Exception {
        Map<String, String> acknowledged = nodes.acknowledged();
        for (NodeProcess node : nodes.all()) {
            Set<String> stored = new HashSet<>(List.of(node.tell("ids").split(" ")));
            acknowledged.forEach((id, position) -> assertThat(stored.contains(id + "@" + position))
                    .as("%s at %s", id, position)
                    .isTrue());
        }
    }

    private static void awaitTaken(NodeProcess node, String append) {
        Awaitility.await().atMost(40, TimeUnit.SECONDS).untilAsserted(() -> assertThat(node.tell(append))
                .doesNotContain("refused"));
    }
}
