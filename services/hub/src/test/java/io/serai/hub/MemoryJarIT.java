package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.hub.RunningHub.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that throw what no program expects: all memory used up, the stack, an error of their own. */
class MemoryJarIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String GLUTTON =
            """
            package acme;
            public class Glutton {
                private static int depth(int n) { return n + depth(n + 1); }
                public void eat(org.apache.camel.Exchange exchange) {
                    String id = exchange.getMessage().getHeader("CamelCloudEventID", String.class);
                    if (id.startsWith("greedy")) {
                        java.util.List<byte[]> eaten = new java.util.ArrayList<>();
                        while (true) {
                            eaten.add(new byte[1 << 20]);
                        }
                    }
                    if (id.startsWith("deep")) {
                        depth(0);
                    }
                    if (id.startsWith("odd")) {
                        throw new Error("an error of its own");
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void anEventThatTakesAllMemoryEndsTheNodeAndIsGivenUpAfterItsAttempts() throws Exception {
        try (HttpTarget target = new HttpTarget()) {
            String lib = lib(target);
            try (HubJar hub = launch().start(lib)) {
                int port = hub.awaitPort();
                for (String id : new String[] {"a", "greedy", "b", "deep", "odd", "c"}) {
                    // the node may be gone before it can answer
                    attempt(port, id);
                }
                assertThat(hub.awaitEnd()).isEqualTo(4);
                assertThat(hub.log()).contains("memory ran out; the process ends with exit code 4");
            }
            int ends = 1;
            for (boolean lives = false; !lives && ends < 10; ) {
                try (HubJar hub = launch().start(lib)) {
                    lives = hub.awaitPortOrEnd().isPresent() && settles(hub);
                    ends += lives ? 0 : 1;
                    if (!lives) {
                        assertThat(hub.awaitEnd()).isEqualTo(4);
                    }
                }
            }
            // the first time nobody could know what it was
            assertThat(ends).isEqualTo(2);
            assertThat(target.ids("/eaten")).contains("a", "b", "c").doesNotContain("greedy", "deep", "odd");
        }
    }

    /** Every event is delivered or a dead letter, and the node lives on. */
    private boolean settles(HubJar hub) {
        int port = hub.awaitPort();
        for (String id : new String[] {"a", "b", "deep", "odd", "c"}) {
            // what was not answered before; the same again is stored once
            if (!attempt(port, id)) {
                return false;
            }
        }
        await().atMost(LONG)
                .until(() -> !hub.alive() || letters(port).json().at("/items").size() == 3);
        if (!hub.alive()) {
            return false;
        }
        assertThat(letters(port).json().findValuesAsText("cause"))
                .containsExactlyInAnyOrder("process-end", "java.lang.StackOverflowError", "java.lang.Error");
        assertThat(attempt(port, "d")).isTrue();
        return true;
    }

    private static Answer letters(int port) {
        return RunningHub.send(RunningHub.request(URI.create("http://127.0.0.1:" + port + "/dead-letters")));
    }

    private static boolean attempt(int port, String id) {
        try {
            return HttpClient.newHttpClient()
                            .send(Publishers.event(port, id), BodyHandlers.ofString())
                            .statusCode()
                    == 202;
        } catch (IOException gone) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HubJar.Launch launch() {
        return HubJar.in(folder).flag("-Xmx256m");
    }

    private String lib(HttpTarget target) throws IOException {
        RunningHub.route(
                folder,
                "eater.camel.yaml",
                """
                - beans:
                    - name: glutton
                      type: acme.Glutton
                - route:
                    id: eater
                    from:
                      uri: serai:subscribe/eater
                      parameters: { types: test.*, policy: once, start: beginning }
                      steps:
                        - bean: { ref: glutton, method: eat }
                        - to: "%s"
                """
                        .formatted(target.url("/eaten")));
        RunningHub.route(
                folder,
                "policies.yaml",
                """
                serai:
                  policies:
                    once: { retry: { attempts: 1 } }
                """);
        return new LibJar(folder).with("acme.Glutton", GLUTTON).setting();
    }
}
