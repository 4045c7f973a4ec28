package io.serai.hub;

import static io.serai.hub.HubJar.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.hub.RunningHub.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar: events outlive it, jars are added to it, and mistakes are told. */
class HubJarIT {

    @TempDir
    Path folder;

    private HubJar start(String... settings) {
        return HubJar.in(folder).shipped().start(settings);
    }

    private static Answer send(int port, String method, String path, String... headers) {
        return RunningHub.send(RunningHub.request(URI.create("http://127.0.0.1:" + port + path), headers)
                .method(method, BodyPublishers.ofString("payload")));
    }

    @Test
    void eventsOutliveAnOrderlyEndAndAKill() {
        String first;
        String second;
        try (HubJar hub = start()) {
            first = publish(hub.awaitPort(), "1").at("/position");
            hub.terminate();
            assertThat(hub.log()).doesNotContain("Exception");
        }
        try (HubJar hub = start()) {
            second = publish(hub.awaitPort(), "2").at("/position");
            hub.kill();
        }
        try (HubJar hub = start()) {
            int port = hub.awaitPort();
            assertThat(send(port, "GET", "/events/" + first).at("/id")).isEqualTo("1");
            assertThat(send(port, "GET", "/events/" + second).at("/id")).isEqualTo("2");
            Answer again = publish(port, "1");
            assertThat(again.at("/duplicate")).isEqualTo("true");
            assertThat(again.at("/position")).isEqualTo(first);
        }
    }

    /** A component is what needs most: Camel finds it by a file in META-INF, Spring must load its class. */
    @Test
    void aCamelComponentOfTheLibFolderIsThere() throws IOException {
        LibJar lib = new LibJar(folder)
                .with("acme.ExtraBean", "package acme; public class ExtraBean {}")
                .with(
                        "acme.ShoutComponent",
                        """
                        package acme;
                        import java.util.Map;
                        import org.apache.camel.Endpoint;
                        import org.apache.camel.Processor;
                        import org.apache.camel.support.DefaultComponent;
                        import org.apache.camel.support.ProcessorEndpoint;
                        public class ShoutComponent extends DefaultComponent {
                            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
                                Processor shout = exchange -> org.slf4j.LoggerFactory.getLogger("shout").info("SHOUT " + remaining);
                                return new ProcessorEndpoint(uri, this, shout);
                            }
                        }
                        """)
                .entry("META-INF/services/org/apache/camel/component/shout", "class=acme.ShoutComponent\n");
        RunningHub.route(
                folder,
                "extra.camel.yaml",
                """
                - route:
                    id: once
                    from:
                      uri: timer:once
                      parameters: { repeatCount: 1 }
                      steps:
                        - to: shout:hello
                - beans:
                    - name: extra
                      type: acme.ExtraBean
                """);
        try (HubJar hub = start(lib.setting())) {
            hub.awaitPort();
            await().until(() -> hub.log().contains("SHOUT hello"));
        }
    }

    @Test
    void aSecondProcessOnTheSameDataFolderEndsInWordsAndLeavesTheFirstAlone() {
        try (HubJar hub = HubJar.start(folder)) {
            int port = hub.awaitPort();
            try (HubJar second = HubJar.start(folder)) {
                assertThat(second.awaitEnd()).isNotZero();
                assertThat(second.log())
                        .contains("is used by another process; stop that one or choose another serai.data-dir");
            }
            assertThat(publish(port, "1").status()).isEqualTo(202);
        }
    }

    @Test
    void aDataFolderOfAnotherFormatOrNumberOfPartitionsEndsItInWords() throws IOException {
        try (HubJar hub = HubJar.start(folder)) {
            hub.awaitPort();
            hub.terminate();
        }
        try (HubJar hub = HubJar.start(folder, "--serai.store.partitions=8")) {
            assertThat(hub.awaitEnd()).isNotZero();
            assertThat(hub.log()).contains("has 4 partitions, serai.store.partitions is 8", "set it back to 4");
        }
        Files.writeString(folder.resolve("data/format"), "3");
        try (HubJar hub = HubJar.start(folder)) {
            assertThat(hub.awaitEnd()).isNotZero();
            assertThat(hub.log()).contains("has store format 3, this version knows 2", "a newer version");
        }
    }

    @Test
    void aMistakeEndsItInWordsAndWithACode() {
        RunningHub.route(folder, "broken.camel.yaml", "- route:\n    id: x\n    form: y\n");
        try (HubJar hub = start()) {
            assertThat(hub.awaitEnd()).isEqualTo(1);
            assertThat(hub.log()).contains("broken.camel.yaml:2", "form").doesNotContain("\tat ");
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }
}
