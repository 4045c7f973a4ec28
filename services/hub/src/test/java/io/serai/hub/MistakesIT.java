package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;

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
    void aFileThatIsNoYamlIsNamedWithItsLine() {
        RunningHub.route(folder, "broken.camel.yaml", "- route:\n    id: [x\n");
        assertThat(mistake()).contains("broken.camel.yaml:3", "the file is no YAML");
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.write(routes.resolve("broken.camel.yaml"), new byte[] {'-', ' ', (byte) 0xC3, (byte) 0x28});
        assertThat(mistake()).contains("broken.camel.yaml", "not UTF-8");
    }

    @Test
    void aRouteWithoutAnIdIsNamedWithItsLine() {
        RunningHub.route(
                folder,
                "ids.camel.yaml",
                """
                - route:
                    id: x
                    from:
                      uri: timer:x
                      steps:
                        - log: x
                - route:
                    from:
                      uri: timer:y
                      steps:
                        - log: y
                """);
        assertThat(mistake()).contains("ids.camel.yaml:7", "a route without id", "- route: { id: orders-in");
    }

    @Test
    void aRouteThatIsOnlyItsFromHasNoIdEither() {
        RunningHub.route(folder, "ids.camel.yaml", "- from: { uri: 'timer:x', steps: [ { log: x } ] }\n");
        assertThat(mistake()).contains("ids.camel.yaml:1", "a route without id", "route: { id: orders-in, from: … }");
    }

    @Test
    void aRouteIdThatIsThereTwiceIsNamedWithBothPlaces() {
        String route = "- route: { id: same, from: { uri: 'timer:x', steps: [ { log: x } ] } }\n";
        RunningHub.route(folder, "a.camel.yaml", route);
        RunningHub.route(folder, "b.camel.yaml", route);
        assertThat(mistake()).contains("b.camel.yaml:1", "route id 'same'", "a.camel.yaml, line 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types: 7a*b | subscriptions.yaml, line 3 | must be a type",
                "types: { a: b } | subscriptions.yaml, line 3 | types must be a text, was a map",
                "types: a, policy: patient | subscriptions.yaml, line 3 | there is no policy 'patient'; known are default",
                "types: a, start: soon | subscriptions.yaml, line 3 | start must be now, beginning or a time",
                "types: a, filter: \"source LIKE \" | subscriptions.yaml, line 3 | unexpected end at character 12",
                "types: a, deliver: nowhere | subscriptions.yaml, line 3 | deliver must be a Camel endpoint",
                "types: a, typse: b | subscriptions.yaml, line 3 | unknown key 'typse'; known are deliver, filter",
            })
    void aMistakeInASubscriptionIsNamedWithItsLineAndTheWayOut(String keys, String place, String wrong) {
        RunningHub.route(folder, "subscriptions.yaml", "serai:\n  subscriptions:\n    billing: { " + keys + " }\n");
        assertThat(mistake()).contains("billing", place, wrong);
    }

    @Test
    void aSubscriptionThatIsThereTwiceIsNamedWithBothLines() {
        RunningHub.route(
                folder,
                "subscriptions.yaml",
                "serai:\n  subscriptions:\n    billing: { types: a }\n    billing: { types: b }\n");
        assertThat(mistake())
                .contains("serai.subscriptions.billing", "is there twice, first in line 3", "line 4", "keep one");
    }

    @Test
    void aSubscriptionWithTwoRoutesIsNamedWithBoth() {
        String route = "- route: { id: %s, from: { uri: 'serai:subscribe/s?types=a', steps: [ { log: x } ] } }\n";
        RunningHub.route(folder, "a.camel.yaml", route.formatted("one"));
        RunningHub.route(folder, "b.camel.yaml", route.formatted("two"));
        assertThat(mistake()).contains("b.camel.yaml:1", "subscription 's' has two routes, 'one' and 'two'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s | is not declared in subscriptions.yaml and its route names no types",
                "s?types=a&policy=none | has policy 'none', which is not declared",
                "s?types=a&filter=RAW(= 1) | has a wrong parameter filter",
                "s?types=a&typse=b | typse",
            })
    void aMistakeInARouteThatSubscribesIsNamedWithItsLine(String from, String wrong) {
        RunningHub.route(
                folder,
                "s.camel.yaml",
                "- route: { id: s, from: { uri: 'serai:subscribe/" + from + "', steps: [ { log: x } ] } }\n");
        assertThat(mistake()).contains("s.camel.yaml", wrong);
    }

    @Test
    void aSettingWithASlipIsNamedWithWhereItCameFromAndTheNearest() {
        assertThat(mistake("--serai.rotes=x"))
                .contains("serai.rotes = 'x'", "there is no such setting", "commandLineArgs", "serai.routes?");
    }

    @Test
    void twoLocatorsAreRefusedWithTheWaysOut() {
        assertThat(mistake("--serai.cluster.locators=a[1],b[2]"))
                .contains(
                        "serai.cluster.locators = 'a[1],b[2]'",
                        "the loss of the older would end both",
                        "name three",
                        "serai.role=locator");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--serai.role=witness | serai.role = 'witness' | set it to hub, or to locator",
                "--serai.role=locator --serai.cluster.locator-port=0 | serai.cluster.locator-port = '0' | a locator needs a port",
                "--serai.role=locator --serai.cluster.locator-port=1 | serai.cluster.locators = '' | this one among them",
            })
    void aRoleThatCannotBeIsNamedWithWhatItLacks(String settings, String wrong, String wayOut) {
        String mistake = RecordedMistakes.of(() -> {
            SpringApplication application = new SpringApplication();
            application.addListeners(new NodeRole());
            application
                    .run((settings + " --management.server.port=0").split(" "))
                    .close();
        });
        assertThat(mistake).contains(wrong, wayOut);
    }

    @Test
    void aSettingOfTheWrongTypeIsNamedWithItsValue() {
        assertThat(mistake("--serai.store.partitions=many")).contains("serai.store.partitions", "many");
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
        assertThat(mistake()).contains("unknown.camel.yaml:2", "outward", "carrier-pigeon", "serai.lib");
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
