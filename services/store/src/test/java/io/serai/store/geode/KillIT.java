package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Appended;
import io.serai.store.Position;
import io.serai.store.StoreConfig;
import io.serai.store.StoredEvent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

        try (GeodeStore store =
                GeodeStore.create(StoreConfig.builder(dataDir).partitions(8).build())) {
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

    private void publishUntilKilled(String round, Map<String, Position> acknowledged) throws IOException {
        Process publisher = new ProcessBuilder(command(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = publisher.inputReader()) {
            String line = null;
            for (int i = 0; i < 2_000 && (line = out.readLine()) != null; i++) {
                if (!take(line, acknowledged)) {
                    i--;
                }
            }
            // by its handle: the process object would close the stream as well
            publisher.toHandle().destroyForcibly();
            // what it printed before it died was acknowledged, too; the last line may be cut off
            List<String> rest = new ArrayList<>();
            while ((line = out.readLine()) != null) {
                rest.add(line);
            }
            rest.stream().limit(Math.max(0, rest.size() - 1)).forEach(left -> take(left, acknowledged));
        } finally {
            publisher.destroyForcibly();
            publisher.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** Logging goes to the same stream. */
    private static boolean take(String line, Map<String, Position> acknowledged) {
        String[] parts = line.split(" ");
        if (parts.length != 3 || !parts[0].startsWith("r")) {
            return false;
        }
        acknowledged.put(parts[0], Position.parse(parts[1]));
        assertThat(parts[2]).isEqualTo("false");
        return true;
    }

    private List<String> command(String round) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(Arrays.asList(System.getProperty("serai.jvm.flags").split(" ")));
        command.addAll(List.of(
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Publisher.class.getName(),
                dataDir.toString(),
                round));
        return command;
    }
}
