package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.hub.RunningHub.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three hubs, or two and a witness, as the README starts them. */
class HubClusterIT {

    private static final Duration LONG = Duration.ofSeconds(180);

    @TempDir
    Path folder;

    private final Map<String, HubJar> nodes = new TreeMap<>();
    private final Map<String, Integer> locators = new TreeMap<>();

    @AfterEach
    void end() {
        nodes.values().forEach(HubJar::close);
    }

    @Test
    void anyNodeTakesEventsAndWhicheverIsKilledTheOthersDeliver() throws IOException {
        reserveLocators("n1", "n2", "n3");
        try (HttpTarget target = new HttpTarget()) {
            RunningHub.route(
                    folder,
                    "subscriptions.yaml",
                    """
                    serai:
                      subscriptions:
                        billing:
                          types: test.*
                          start: beginning
                          deliver: %s
                    """
                            .formatted(target.url("/billing")));
            locators.keySet().forEach(this::start);
            assertThat(cluster("n1").at("/nodes/2/name")).isEqualTo("n3");
            assertThat(cluster("n1").at("/survivesAnyNode")).isEqualTo("true");

            Set<String> acknowledged = new TreeSet<>();
            try (Publishers first = Publishers.gently(nodes.get("n1").awaitPort(), 2);
                    Publishers second = Publishers.gently(nodes.get("n2").awaitPort(), 2);
                    Publishers third = Publishers.gently(nodes.get("n3").awaitPort(), 2)) {
                await().atMost(LONG)
                        .until(() -> first.acknowledged().size() > 50
                                && second.acknowledged().size() > 50
                                && third.acknowledged().size() > 50);

                nodes.get("n1").kill();
                int before = second.acknowledged().size();
                await().atMost(LONG).until(() -> second.acknowledged().size() > before + 200);
                start("n1");
                await().atMost(LONG)
                        .untilAsserted(() ->
                                assertThat(cluster("n2").at("/lowRedundancy")).isEqualTo("0"));
                for (Publishers publishers : List.of(first, second, third)) {
                    acknowledged.addAll(publishers.acknowledged());
                }
            }
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(target.ids("/billing")).containsAll(acknowledged));
            String any = acknowledged.iterator().next();
            for (HubJar node : nodes.values()) {
                assertThat(HubJar.publish(node.awaitPort(), any).at("/duplicate"))
                        .isEqualTo("true");
            }
        }
    }

    @Test
    void twoNodesAndAWitnessBearTheLossOfTheOlder() throws IOException {
        reserveLocators("n1", "n2", "w1");
        start("n1");
        HubJar witness = launch("w1", "--serai.role=locator");
        int management = witness.awaitLocator();
        start("n2");
        await().atMost(LONG).untilAsserted(() -> assertThat(cluster("n1").at("/lowRedundancy"))
                .isEqualTo("0"));
        Answer seen = cluster("w1");
        assertThat(seen.json().at("/nodes")).hasSize(3);
        assertThat(seen.at("/quorumMargin")).as("of 15, 10 and 8").isEqualTo("16");
        assertThat(seen.at("/survivesAnyNode")).isEqualTo("true");
        assertThat(manage(management, "/actuator/health").at("/status")).isEqualTo("UP");
        assertThat(manage(management, "/events").status()).isEqualTo(404);

        List<String> acknowledged = new ArrayList<>();
        try (Publishers publishers = Publishers.gently(nodes.get("n2").awaitPort(), 2)) {
            await().atMost(LONG).until(() -> publishers.acknowledged().size() > 50);
            nodes.get("n1").kill();
            int before = publishers.acknowledged().size();
            await().atMost(LONG).until(() -> publishers.acknowledged().size() > before + 100);
            await().atMost(LONG).untilAsserted(() -> assertThat(cluster("n2").at("/missing/0/folder"))
                    .isEqualTo(folder.resolve("n1").toString()));
            start("n1");
            await().atMost(LONG).untilAsserted(() -> assertThat(cluster("n1").at("/lowRedundancy"))
                    .isEqualTo("0"));
            acknowledged.addAll(publishers.acknowledged());
        }
        for (int i = 0; i < acknowledged.size(); i += 1 + acknowledged.size() / 200) {
            assertThat(HubJar.publish(nodes.get("n1").awaitPort(), acknowledged.get(i))
                            .at("/duplicate"))
                    .isEqualTo("true");
        }
        assertThat(cluster("w1").json().at("/missing")).isEmpty();
        assertThat(witness.terminate()).isEqualTo(143);
    }

    /** All of them must be known before the first starts. */
    private void reserveLocators(String... names) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (String name : names) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            locators.put(name, socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }

    private void start(String name) {
        launch(name, "--serai.role=hub").awaitPort();
    }

    private HubJar launch(String name, String role) {
        String all = locators.values().stream()
                .map(port -> "127.0.0.1[" + port + "]")
                .collect(Collectors.joining(","));
        HubJar node = HubJar.start(
                folder,
                role,
                "--serai.node=" + name,
                "--serai.data-dir=" + folder.resolve(name),
                "--serai.cluster.locators=" + all,
                "--serai.cluster.locator-port=" + locators.get(name),
                "--serai.cluster.member-timeout=3s",
                "--serai.store.partitions=12");
        nodes.put(name, node);
        return node;
    }

    private Answer cluster(String name) {
        return manage(nodes.get(name).managementPort(), "/actuator/cluster");
    }

    private static Answer manage(int port, String path) {
        return RunningHub.send(RunningHub.request(URI.create("http://127.0.0.1:" + port + path))
                .GET());
    }
}
