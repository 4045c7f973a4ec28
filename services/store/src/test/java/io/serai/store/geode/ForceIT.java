package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.Appended;
import io.serai.store.StoreConfig;
import io.serai.store.StoreStatus.State;
import io.serai.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForceIT {

    @TempDir
    Path dataDir;

    private final AtomicBoolean broken = new AtomicBoolean();

    @Test
    void aForceThatFailsAcknowledgesNothingAndEndsTheStore() throws Exception {
        StoreConfig config = StoreConfig.builder(dataDir).partitions(4).build();
        try (GeodeStore store = GeodeStore.create(config, (file, channel) -> {
            if (broken.get()) {
                throw new IOException("Input/output error");
            }
            channel.force(false);
        })) {
            store.ready().get(60, TimeUnit.SECONDS);
            store.append(event("kept", "a", "x")).get(5, TimeUnit.SECONDS);
            CompletableFuture<Throwable> failure = store.failure();

            broken.set(true);
            List<CompletableFuture<Appended>> refused = IntStream.range(0, 20)
                    .mapToObj(i -> store.append(event("lost" + i, "k" + i, "x")))
                    .toList();

            for (CompletableFuture<Appended> one : refused) {
                assertThatThrownBy(() -> one.get(5, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(StoreUnavailableException.class);
            }
            assertThat(failure.get(5, TimeUnit.SECONDS)).hasMessageContaining("cannot force the files in");
            assertThat(store.status().state()).isEqualTo(State.FAILED);

            broken.set(false);
            assertThatThrownBy(() -> store.append(event("kept", "a", "x")).get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StoreUnavailableException.class);
        }

        try (GeodeStore next = GeodeStore.create(config)) {
            next.ready().get(60, TimeUnit.SECONDS);
            assertThat(next.append(event("kept", "a", "x"))
                            .get(5, TimeUnit.SECONDS)
                            .duplicate())
                    .isTrue();
        }
    }

    @Test
    void nothingIsAnsweredOrReadBeforeTheForceIsDone() throws Exception {
        Semaphore device = new Semaphore(1_000);
        try (GeodeStore store =
                GeodeStore.create(StoreConfig.builder(dataDir).partitions(4).build(), (file, channel) -> {
                    device.acquireUninterruptibly();
                    channel.force(false);
                })) {
            store.ready().get(60, TimeUnit.SECONDS);
            int partition = store.partitionOf(event("1", "a", "x"));
            device.drainPermits();

            CompletableFuture<Appended> first = store.append(event("1", "a", "x"));
            Awaitility.await().until(device::hasQueuedThreads);
            CompletableFuture<Appended> again = store.append(event("1", "a", "x"));
            CompletableFuture<Appended> others = store.append(event("2", "a", "x"))
                    .thenCombine(store.append(event("3", "b", "x")), (two, three) -> two);
            long forces = store.status().forces();

            assertThatThrownBy(() -> again.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(first).isNotDone();
            assertThat(store.committed(partition)).isZero();
            assertThat(store.read(partition, 0, 10).events()).isEmpty();

            device.release(1_000);
            assertThat(again.get(5, TimeUnit.SECONDS).duplicate()).isTrue();
            assertThat(again.join().position()).isEqualTo(first.join().position());
            assertThat(others.get(5, TimeUnit.SECONDS).duplicate()).isFalse();
            assertThat(store.status().forces() - forces)
                    .as("one for the first, one for all that came meanwhile")
                    .isEqualTo(2);
        }
    }
}
