package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.hub.RunningHub.Answer;
import io.serai.hub.runtime.OpeningStore;
import io.serai.hub.runtime.StoreOpener;
import io.serai.store.log.LogThreads;
import io.serai.store.memory.Memory;
import io.serai.store.memory.MemoryCluster;
import io.serai.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

/** Two hubs in one process, over one memory, each with a routes folder of its own. */
class AgreementIT {

    private static final MemoryCluster CLUSTER = new MemoryCluster(new Memory(2, 1));

    @TempDir
    Path folder;

    /** A node of the one cluster, owner of the partition that its name says. */
    static class NodeOfTwo {

        @Bean
        StoreOpener storeOpener(@Value("${serai.node}") String name) {
            return () -> new OpeningStore(
                    MemoryStore.join(
                            CLUSTER,
                            name,
                            Clock.systemUTC(),
                            LogThreads.start(2),
                            Set.of(Integer.parseInt(name.substring(1)))),
                    CompletableFuture.completedFuture(null),
                    new CompletableFuture<>());
        }
    }

    private RunningHub start(String name) {
        RunningHub.route(folder.resolve(name), "subscriptions.yaml", "serai: { subscriptions: {} }");
        RunningHub hub = RunningHub.starting(
                folder.resolve(name),
                NodeOfTwo.class,
                "--serai.node=" + name,
                "--serai.cluster.routes-grace=1s",
                "--serai.routes-reload-interval=100ms",
                "--spring.jmx.unique-names=true");
        hub.awaitRunning();
        return hub;
    }

    @Test
    void theNodeThatLacksAFileIsNotReadyUntilItHasIt() {
        String tick =
                """
                - route:
                    id: tick
                    from:
                      uri: timer:tick
                      steps:
                        - log: tick
                """;
        RunningHub.route(folder.resolve("n0"), "tick.camel.yaml", tick);
        try (RunningHub whole = start("n0");
                RunningHub lacking = start("n1")) {
            await(() -> assertThat(lacking.manage("/actuator/health/readiness").status())
                    .isEqualTo(503));
            Answer there = lacking.manage("/actuator/health/readiness");
            assertThat(there.at("/components/routes/status")).isEqualTo("OUT_OF_SERVICE");
            assertThat(there.at("/components/routes/details/notAlike/0/message"))
                    .startsWith("file 'tick.camel.yaml' runs on node 'n0' and not here: put it into ");
            await(() -> assertThat(
                            whole.manage("/actuator/health/readiness").at("/components/routes/details/otherNodes/n1"))
                    .isEqualTo("DIFFERENT"));
            Answer here = whole.manage("/actuator/health/readiness");
            assertThat(here.status()).isEqualTo(200);
            assertThat(here.at("/components/routes/status")).isEqualTo("WARNING");
            assertThat(here.at("/components/routes/details/notAlike/0/nodes/0")).isEqualTo("n1");

            RunningHub.route(folder.resolve("n1"), "tick.camel.yaml", tick);

            for (RunningHub hub : new RunningHub[] {whole, lacking}) {
                await(() -> assertThat(hub.manage("/actuator/health/readiness").at("/components/routes/status"))
                        .isEqualTo("UP"));
            }
        }
    }

    private static void await(ThrowingRunnable seen) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(seen);
    }
}
