package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Appended;
import io.serai.store.Position;
import io.serai.store.StoreConfig;
import io.serai.store.StoredEvent;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillIT {

    @TempDir
    Path dataDir;

    @Test
    void everythingAcknowledgedIsThereAfterTheProcessIsKilledUnderLoad() throws Exception {
        Map<String, Position> acknowledged = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            publishUntilKilled("r" + round, acknowledged);
        }

        try (GeodeStore store = GeodeStore.create(
                StoreConfig.builder(dataDir).partitions(8).redundantCopies(0).build())) {
            store.ready().get(60, TimeUnit.SECONDS);
            Set<String> stored = new HashSet<>();
            for (int p = 0; p < 8; p++) {
                long next = 0;
                for (StoredEvent event : store.read(p, 0, Integer.MAX_VALUE).events()) {
                    assertThat(event.position().offset()).as("no hole").isEqualTo(next++);
                    assertThat(stored.add(event.event().getId()))
                            .as("stored once")
                            .isTrue();
                }
                assertThat(store.committed(p)).isEqualTo(next);
            }
            assertThat(acknowledged).hasSizeGreaterThan(1_000);
            acknowledged.forEach((id, position) -> assertThat(
                            store.read(position).orElseThrow().event().getId())
                    .isEqualTo(id));
            assertThat(GeodeStoreIT.owned(store).values())
                    .allSatisfy(
                            partition -> assertThat(partition.afterUncleanEnd()).isTrue())
                    .allSatisfy(partition -> assertThat(partition.incarnation()).isEqualTo(4));
            Map.Entry<String, Position> one = acknowledged.entrySet().iterator().next();
            String id = one.getKey();
            String key = id.substring(0, id.lastIndexOf('-') + 1)
                    + Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)) % 7;
            Appended again = store.append(event(id, key, new byte[300])).get(5, TimeUnit.SECONDS);
            assertThat(again.duplicate()).isTrue();
            assertThat(again.position()).isEqualTo(one.getValue());
        }
    }

    private void publishUntilKilled(String round, Map<String, Position> acknowledged) throws Exception {
        try (PublisherProcess publisher = new PublisherProcess(dataDir, round)) {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> publisher.acknowledged().size() >= 2_000);
            publisher.kill();
            acknowledged.putAll(publisher.acknowledged());
        }
    }
}
