package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.store.faults.LoopDisk;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub with a temporary folder in which nothing can be written. */
class TempFolderJarIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aTempFolderThatFillsUpTakesNothingFromPublishersAndTargets() throws Exception {
        try (LoopDisk disk = LoopDisk.create(folder, 16);
                HttpTarget target = new HttpTarget()) {
            RunningHub.route(
                    folder,
                    "subscriptions.yaml",
                    """
                    serai:
                      subscriptions:
                        all: { types: test.*, deliver: "%s" }
                    """
                            .formatted(target.url("/all")));
            try (HubJar hub = launch(disk).start()) {
                int port = hub.awaitPort();
                disk.fillUp();

                HttpClient client = HttpClient.newHttpClient();
                String large = "x".repeat(1_000_000);
                for (int i = 0; i < 10; i++) {
                    assertThat(client.send(Publishers.event(port, "" + i, "test.any", large), BodyHandlers.ofString())
                                    .statusCode())
                            .isEqualTo(202);
                }
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(target.ids("/all")).hasSize(10));
                assertThat(hub.log()).doesNotContain("Exception", "No space left");
            }
        }
    }

    @Test
    void aTempFolderThatIsFullAtTheStartEndsItInWords() throws IOException {
        try (LoopDisk disk = LoopDisk.create(folder, 16)) {
            disk.fillUp();
            try (HubJar hub = launch(disk).start()) {
                assertThat(hub.awaitEnd()).isEqualTo(1);
                assertThat(hub.log())
                        .contains("java.io.tmpdir", disk.folder().toString(), "make room there")
                        .doesNotContain("\tat ");
            }
        }
    }

    private HubJar.Launch launch(LoopDisk disk) {
        return HubJar.in(folder).flag("-Djava.io.tmpdir=" + disk.folder());
    }
}
