package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub as it is shipped – unpacked, each library would be an open file – where it may open few files and connections. */
class OpenFilesJarIT {

    private static final String HOG =
            """
            package acme;
            public class Hog {
                private static final java.util.List<Object> OPEN = new java.util.ArrayList<>();
                public void open() throws Exception {
                    while (true) {
                        OPEN.add(new java.io.FileInputStream("/dev/null"));
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void tooFewEndItsStartInWords() {
        try (HubJar hub = HubJar.in(folder).shipped().openFiles(200).start()) {
            assertThat(hub.awaitEnd()).isEqualTo(1);
            assertThat(hub.log()).contains("ulimit -n = '200'", "at least 256").doesNotContain("\tat ");
        }
    }

    @Test
    void moreConnectionsThanItCanHaveWaitAndTakeNothingFromTheStore() throws Exception {
        try (HubJar hub = HubJar.in(folder).shipped().openFiles(256).start()) {
            int port = hub.awaitPort();
            HttpClient early = HttpClient.newHttpClient();
            assertThat(publish(early, port, "1")).isEqualTo(202);
            List<SocketChannel> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 300; i++) {
                    idle.add(connecting(port));
                }
                for (int i = 2; i < 100; i++) {
                    assertThat(publish(early, port, "" + i)).isEqualTo(202);
                }
            } finally {
                for (SocketChannel connection : idle) {
                    connection.close();
                }
            }
            assertThat(publish(HttpClient.newHttpClient(), port, "late")).isEqualTo(202);
            assertThat(hub.log()).doesNotContain("Too many open files", "Exception");
        }
    }

    /** Waits for nothing: not all of them come through. */
    private static SocketChannel connecting(int port) throws IOException {
        SocketChannel connection = SocketChannel.open();
        connection.configureBlocking(false);
        connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return connection;
    }

    @Test
    @Tag("long")
    void aStoreThatGetsNoNextFileEndsTheProcessAndLosesNothing() throws Exception {
        RunningHub.route(
                folder,
                "hog.camel.yaml",
                """
                - beans:
                    - name: hog
                      type: acme.Hog
                - route:
                    id: hog
                    from:
                      uri: serai:subscribe/hog
                      parameters: { types: test.hog }
                      steps:
                        - bean: { ref: hog, method: open }
                """);
        String lib = new LibJar(folder).with("acme.Hog", HOG).setting();
        String small = "--serai.geode-config=" + smallFiles();
        int kept = 0;
        try (HubJar hub = HubJar.in(folder).shipped().openFiles(256).start(lib, small)) {
            int port = hub.awaitPort();
            HttpClient client = HttpClient.newHttpClient();
            assertThat(publish(client, port, "0")).isEqualTo(202);
            assertThat(client.send(Publishers.event(port, "hog", "test.hog", "x"), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(202);
            int status;
            do {
                kept++;
                status = publish(client, port, "" + kept);
            } while (status == 202 && kept < 200);
            assertThat(status).as("once a file is full").isEqualTo(503);
            assertThat(hub.awaitEnd()).isEqualTo(3);
            assertThat(hub.log()).contains("Too many open files", "exit code 3");
        }
        Files.delete(folder.resolve("routes/hog.camel.yaml"));
        try (HubJar hub = HubJar.in(folder).shipped().openFiles(256).start(small)) {
            int port = hub.awaitPort();
            HttpClient client = HttpClient.newHttpClient();
            for (int i = 0; i < kept; i++) {
                assertThat(client.send(Publishers.event(port, "" + i, "test.any", body()), BodyHandlers.ofString())
                                .body())
                        .contains("\"duplicate\":true");
            }
        }
    }

    private Path smallFiles() throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                config.resolve("cache.xml"),
                Files.readString(Path.of("../../geode-config/cache.xml"))
                        .replaceAll("max-oplog-size=\"\\d+\"", "max-oplog-size=\"1\""));
        return config;
    }

    private static int publish(HttpClient client, int port, String id) {
        try {
            return client.send(Publishers.event(port, id, "test.any", body()), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException gone) {
            return 503;
        }
    }

    private static String body() {
        return "x".repeat(50_000);
    }
}
