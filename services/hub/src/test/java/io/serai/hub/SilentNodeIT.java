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
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;

/** A hub beside a node that gives no answer. */
class SilentNodeIT {

    @TempDir
    Path folder;

    static class BesideASilentNode {

        final MemoryCluster cluster = new MemoryCluster(new Memory(2, 1));
        final MemoryStore silent = MemoryStore.join(cluster, "n2", Clock.systemUTC(), LogThreads.start(1), Set.of(1));

        @Bean
        StoreOpener storeOpener() {
            return () -> new OpeningStore(
                    MemoryStore.join(cluster, "n1", Clock.systemUTC(), LogThreads.start(2), Set.of(0)),
                    CompletableFuture.completedFuture(null),
                    new CompletableFuture<>());
        }
    }

    @Test
    void subscriptionsAreToldSoonWithoutItAndSaySo() {
        RunningHub.route(
                folder,
                "subscriptions.yaml",
                "serai: { subscriptions: { billing: { types: test.*, deliver: \"mock:billing\" } } }");
        try (RunningHub hub = RunningHub.starting(folder, BesideASilentNode.class, "--spring.jmx.unique-names=true")) {
            hub.awaitRunning();
            BesideASilentNode beside = hub.bean(BesideASilentNode.class);
            beside.silent.peers().answer("delivery.states", request -> new CompletableFuture<>());
            beside.silent.peers().answer("delivery.partitions", request -> new CompletableFuture<>());
            Instant asked = Instant.now();

            Answer all = hub.get("/subscriptions");

            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertThat(all.at("/items/0/name")).isEqualTo("billing");
            assertThat(all.at("/incomplete/0")).isEqualTo("n2");
            assertThat(hub.get("/subscriptions/billing").at("/incomplete/0")).isEqualTo("n2");
            Answer partitions = hub.get("/subscriptions/billing?partitions=true");
            assertThat(partitions.json().at("/partitions")).hasSize(1);
            assertThat(partitions.json().at("/incomplete")).hasSize(1);

            beside.cluster.leave("n2");

            assertThat(hub.get("/subscriptions").json().has("incomplete")).isFalse();
            assertThat(hub.get("/subscriptions/billing").json().has("incomplete"))
                    .isFalse();
        }
    }
}
