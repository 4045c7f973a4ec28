package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told about a mistake: the thing, its value, the way out. */
class MistakesIT {

    @TempDir
    Path folder;

    private String mistake(String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        // another hub may be in this process
        all[settings.length] = "--spring.jmx.unique-names=true";
        return RecordedMistakes.of(
                () -> RunningHub.starting(folder, HubApplication.class, all).close());
    }

    @Test
    void aWrongSettingIsNamedWithItsValueAndTheWayOut() {
        assertThat(mistake("--serai.store.min-copies=3", "--serai.store.redundant-copies=1"))
                .contains("serai.store.min-copies = '3'", "must be 1 to 1 + serai.store.redundant-copies = 2", "lower");
    }

    @Test
    void aWrongRouteFileIsNamedWithItsLine() {
        RunningHub.route(
                folder,
                "broken.camel.yaml",
                """
                - route:
                    id: x
                    from:
                      uri: timer:x
                      steps:
                        - tooo: log:x
                """);
        assertThat(mistake()).contains("broken.camel.yaml:6", "tooo");
    }

    @Test
    void aWrongSubscriptionIsNamedWithItsLine() {
        RunningHub.route(
                folder,
                "subscriptions.yaml",
                """
                serai:
                  subscriptions:
                    billing:
                      types: shop.*
                      polici: patient
                """);
        assertThat(mistake()).contains("subscriptions.yaml", "polici", "line 5");
    }

    @Test
    void aBusyPortIsNamedWithWhoWantsIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(mistake("--server.port=" + port))
                    .contains("port " + port + " is taken", "the HTTP API wants it", "server.port");
        }
    }

    @Test
    void anUnknownComponentIsNamedWithItsRoute() {
        RunningHub.route(
                folder,
                "unknown.camel.yaml",
                """
                - route:
                    id: outward
                    from:
                      uri: timer:x
                      steps:
                        - to: carrier-pigeon:roof
                """);
        assertThat(mistake()).contains("outward", "carrier-pigeon");
    }

    @Test
    void aWrongPolicyOfThePropertiesIsNamed() {
        assertThat(mistake("--serai.policies.patient.retry.attempts=none")).contains("patient", "attempts", "none");
    }

    @Test
    void aLibFolderThatIsNotThereIsNamed() {
        assertThat(mistake("--serai.lib=" + folder.resolve("jars"))).contains("serai.lib", "jars", "no such folder");
    }

    @Test
    void aPasswordIsDemandedWhereOtherMachinesGetIn() {
        assertThat(mistake("--serai.bind-address=0.0.0.0", "--serai.hawtio.password="))
                .contains("serai.hawtio.password", "0.0.0.0", "SERAI_HAWTIO_PASSWORD");
    }
}
