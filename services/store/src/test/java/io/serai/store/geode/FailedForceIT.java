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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedForceIT {

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
            assertThat(failure.get(5, TimeUnit.SECONDS)).hasMessageContaining("forcing the log");
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
}
