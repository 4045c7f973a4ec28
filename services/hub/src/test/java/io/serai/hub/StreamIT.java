package io.serai.hub;

import static io.serai.hub.PublishIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** GET /events/stream, as a socket sees it. */
class StreamIT {

    private final RunningHub hub = SharedHub.get();
    private final String run = UUID.randomUUID().toString();
    private final String type = "test.stream." + run;
    private int heard;

    /** A listener that reads only when it is told to. */
    private final class Listener implements AutoCloseable {

        private final Socket socket = new Socket();
        private final BufferedReader reader;

        Listener(String query) throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", hub.port()));
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write(("GET /events/stream?" + query + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Reads lines up to the one that fits. */
        List<String> until(Predicate<String> last) throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (last.test(line)) {
                    return lines;
                }
            }
            return lines;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void showsWhatIsPublishedWhileListening() throws IOException {
        try (Listener listener = new Listener("types=" + type)) {
            assertThat(listener.until(line -> line.startsWith(":"))).contains("Content-Type: text/event-stream");
            hub.publish(run + "other", "test.other", "x");
            String position = hub.publish(run + "1", type, "{\r\n\"a\": 1}", "Content-Type", "application/json")
                    .at("/position");

            List<String> lines = listener.until(line -> line.startsWith("data:"));
            assertThat(lines).contains("id:" + position);
            assertThat(lines.get(lines.size() - 1))
                    .contains("\"id\":\"" + run + "1\"", "\"type\":\"" + type + "\"", "\"a\": 1}");
        }
    }

    @Test
    void showsOnlyWhatTheFilterMatches() throws IOException {
        String filter = URLEncoder.encode("subject = 'b+c'", StandardCharsets.UTF_8);
        try (Listener listener = new Listener("types=" + type + "&filter=" + filter)) {
            listener.until(line -> line.startsWith(":"));
            hub.publish(run + "1", type, "x", "ce-subject", "a");
            hub.publish(run + "2", type, "x", "ce-subject", "b+c");

            List<String> lines = listener.until(line -> line.startsWith("data:"));
            assertThat(lines.get(lines.size() - 1)).contains("\"id\":\"" + run + "2\"");
        }
    }

    @Test
    void dropsAClientThatReadsTooSlowlyAndTellsIt() throws IOException {
        try (Listener slow = new Listener("types=" + type)) {
            slow.until(line -> line.startsWith(":"));
            String data = "x".repeat(15_000);
            int published = 0;
            for (int i = 0; i < 400; i++) {
                published += hub.publish(run + "e" + i, type, data).status() == 202 ? 1 : 0;
            }

            List<String> lines = slow.until(line -> line.startsWith("event:"));
            assertThat(lines.get(lines.size() - 1)).isEqualTo("event:dropped");
            assertThat(lines.stream().filter(line -> line.startsWith("data:")).count())
                    .isGreaterThan(0)
                    .isLessThan(published);
            assertThat(slow.until(line -> line.startsWith("data:")).toString()).contains("more slowly");
            assertThat(slow.until(line -> false)).allMatch(String::isEmpty);
        }
    }

    @Test
    void letsOnlySoManyListen() throws IOException {
        List<Listener> listeners = new ArrayList<>();
        try {
            // listeners of other tests count until the hub notices that they are gone
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                Listener listener = new Listener("types=" + type);
                listeners.add(listener);
                return listener.until(line -> line.startsWith(":")).contains(":listening") && ++heard == 3;
            });
            assertProblem(hub.get("/events/stream"), 429, "too-many-requests");
            assertThat(hub.get("/events/stream").header("Retry-After")).isNotEmpty();
        } finally {
            for (Listener listener : listeners) {
                listener.close();
            }
        }
    }
}
