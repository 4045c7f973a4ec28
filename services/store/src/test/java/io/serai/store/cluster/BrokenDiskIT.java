package io.serai.store.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.faults.LoopDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one node becomes read-only, as a file system does that meets an error of its device. */
class BrokenDiskIT {

    @TempDir
    Path folder;

    @Test
    void theOthersTakeOverThoughTheProcessHasNotEnded() throws Exception {
        try (LoopDisk disk = LoopDisk.create(folder, 4_000);
                Nodes nodes = new Nodes(folder, 1, 1)) {
            Files.createSymbolicLink(
                    folder.resolve("n2"), Files.createDirectory(disk.folder().resolve("n2")));
            NodeProcess whole = nodes.start("n1");
            assertThat(whole.tell("ready")).isEqualTo("ready");
            NodeProcess broken = nodes.start("n2", "lingers");
            assertThat(broken.tell("ready")).isEqualTo("ready");
            Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(whole.tell("cluster"))
                    .startsWith("2 12 0 "));
            broken.tell("publish p");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> broken.acknowledged().size() > 100);

            disk.becomeReadOnly();

            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> whole.ownedPartitions() == ClusterNode.PARTITIONS);
            assertThat(broken.failure()).contains(folder.resolve("n2").toString());
            assertThat(broken.alive()).isTrue();
            assertThat(whole.tell("ids").split(" "))
                    .containsAll(broken.acknowledged().entrySet().stream()
                            .map(event -> event.getKey() + "@" + event.getValue())
                            .toList());
        }
    }
}
