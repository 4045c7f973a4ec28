package io.serai.hub;

import static io.serai.hub.HubJar.publish;
import static io.serai.hub.PublishIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.hub.RunningHub.Answer;
import io.serai.store.faults.LoopDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub as it is shipped, on a disk that is short or breaks. */
class DiskJarIT {

    @TempDir
    Path folder;

    @Test
    void publishersAreToldToComeAgainWhileTheDiskIsShort() {
        try (HubJar hub = HubJar.start(folder, "--serai.store.min-free-disk=1000000GB")) {
            Answer refused = publish(hub.awaitPort(), "1");

            assertProblem(refused, 503, "unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("10");
            assertThat(refused.at("/detail"))
                    .contains("takes no new events", folder.toString(), "serai.store.min-free-disk");
            assertThat(hub.log()).contains("new events are refused: the disk of");
        }
    }

    @Test
    void aDiskThatBreaksEndsTheProcessWhichSaysWhy() throws IOException {
        try (LoopDisk disk = LoopDisk.create(folder, 4_000)) {
            try (HubJar hub =
                    HubJar.start(folder, "--serai.data-dir=" + disk.folder().resolve("data"))) {
                int port = hub.awaitPort();
                assertThat(publish(port, "1").status()).isEqualTo(202);

                disk.cut();

                assertProblem(publish(port, "2"), 503, "unavailable");
                assertThat(hub.awaitEnd()).isEqualTo(3);
                assertThat(hub.log()).contains(disk.folder().toString(), "start the node again", "exit code 3");
            }
            disk.restore();
            try (HubJar hub =
                    HubJar.start(folder, "--serai.data-dir=" + disk.folder().resolve("data"))) {
                assertThat(publish(hub.awaitPort(), "1").at("/duplicate")).isEqualTo("true");
            }
        }
    }
}
