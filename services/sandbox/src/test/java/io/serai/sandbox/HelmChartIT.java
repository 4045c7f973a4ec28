package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart, linted and rendered by Helm itself. */
class HelmChartIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path CHART = ROOT.resolve("helm/serai");

    private static Manifests rendered;

    @BeforeAll
    static void render() {
        rendered = new Manifests(template().call());
    }

    @TempDir
    Path temp;

    @Test
    void lintsWithoutWarning() {
        LintResult result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
    }

    @Test
    void runsOneNodeWithAVolumeOfItsOwn() {
        Node set = rendered.kind("StatefulSet").get(0);

        assertThat(set.at("spec", "replicas").value()).isEqualTo(1);
        assertThat(set.at("spec", "podManagementPolicy").value()).isEqualTo("Parallel");
        assertThat(set.at("spec", "serviceName").value()).isEqualTo("hub-serai-nodes");
        Node claim = set.at("spec", "volumeClaimTemplates").items().get(0);
        assertThat(claim.at("spec", "accessModes").value()).isEqualTo(List.of("ReadWriteOnce"));
        assertThat(claim.at("spec", "resources", "requests", "storage").value()).isEqualTo("10Gi");
        assertThat(mountOf(container(set), claim.at("metadata", "name").value()))
                .isEqualTo("/var/lib/serai");
    }

    @Test
    void selectsItsOwnPods() {
        Node set = rendered.kind("StatefulSet").get(0);
        Object labels = set.at("spec", "selector", "matchLabels").value();

        assertThat(set.at("spec", "template", "metadata", "labels").map()).containsAllEntriesOf(asMap(labels));
        assertThat(rendered.kind("Service")).hasSize(2).allSatisfy(service -> assertThat(
                        service.at("spec", "selector").value())
                .isEqualTo(labels));
        assertThat(rendered.kind("Service"))
                .filteredOn(
                        service -> "None".equals(service.at("spec", "clusterIP").value()))
                .singleElement()
                .satisfies(nodes -> assertThat(nodes.at("metadata", "name").value())
                        .isEqualTo(set.at("spec", "serviceName").value()));
    }

    @Test
    void runsWithoutPrivileges() {
        Node pod = rendered.kind("StatefulSet").get(0).at("spec", "template", "spec");

        assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
        assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
        Node security = pod.at("containers").items().get(0).at("securityContext");
        assertThat(security.at("allowPrivilegeEscalation").value()).isEqualTo(false);
        assertThat(security.at("readOnlyRootFilesystem").value()).isEqualTo(true);
        assertThat(security.at("capabilities", "drop").value()).isEqualTo(List.of("ALL"));
    }

    @Test
    void asksTheManagementPortForItsHealth() {
        Node hub = container(rendered.kind("StatefulSet").get(0));

        assertThat(hub.at("ports").items()).anySatisfy(port -> assertThat(port.map())
                .containsEntry("name", "management")
                .containsEntry("containerPort", 8081));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(hub.at(probe, "httpGet", "port").value()).as(probe).isEqualTo("management");
        }
        assertThat(hub.at("livenessProbe", "httpGet", "path").value()).isEqualTo("/actuator/health/liveness");
        assertThat(hub.at("readinessProbe", "httpGet", "path").value()).isEqualTo("/actuator/health/readiness");
    }

    @Test
    void carriesTheFilesOfTheRepositoryAlsoWhenPackaged() throws IOException {
        new Helm(CHART).packageIt().withDestination(temp).call();
        try (Stream<Path> made = Files.list(temp)) {
            Path archive = made.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow();

            for (Path chart : List.of(CHART, archive)) {
                Manifests manifests =
                        new Manifests(new Helm(chart).template().withName("hub").call());
                assertThat(manifests.configMap("hub-serai-routes")).isEqualTo(files("routes"));
                assertThat(manifests.configMap("hub-serai-schemas")).isEqualTo(files("routes/schemas"));
                assertThat(manifests.configMap("hub-serai-geode-config")).isEqualTo(files("geode-config"));
            }
        }
    }

    @Test
    void mountsTheFilesWhereTheHubLooksForThem() {
        Node set = rendered.kind("StatefulSet").get(0);
        Node serai = new Node(yaml(rendered.configMap("hub-serai-config").get("application.yaml"))).at("serai");

        assertThat(serai.at("data-dir").value()).isEqualTo("/var/lib/serai");
        assertThat(serai.at("routes").value()).isEqualTo(mountOf(container(set), "routes"));
        assertThat(serai.at("geode-config").value()).isEqualTo(mountOf(container(set), "geode-config"));
        assertThat(serai.at("bind-address").value()).isEqualTo("0.0.0.0");
        assertThat(set.toString()).contains("path=schemas/order.json");
    }

    @Test
    void takesRoutesAndPropertiesFromTheValues() {
        Manifests manifests = new Manifests(template()
                .setFile("routes.subscriptions\\.yaml", ROOT.resolve("routes/subscriptions.yaml"))
                .set("config.kafka.brokers", "kafka:9092")
                .call());

        assertThat(manifests.configMap("hub-serai-routes")).containsOnlyKeys("subscriptions.yaml");
        assertThat(manifests.configMap("hub-serai-config").get("application.yaml"))
                .contains("brokers: kafka:9092");
    }

    @Test
    void keepsThePasswordOfHawtioInASecret() {
        assertThat(rendered.kind("Secret")).isEmpty();
        assertThat(rendered.toString()).contains("name=SERAI_HAWTIO_PASSWORD");

        Manifests manifests =
                new Manifests(template().set("hawtio.password", "open sesame").call());

        Node secret = manifests.kind("Secret").get(0);
        assertThat(container(manifests.kind("StatefulSet").get(0)).at("env").items())
                .anySatisfy(variable -> assertThat(
                                variable.at("valueFrom", "secretKeyRef", "name").value())
                        .isEqualTo(secret.at("metadata", "name").value()));
        assertThat(manifests.toString()).doesNotContain("open sesame");
    }

    @Test
    void refusesValuesThatItDoesNotKnow() {
        assertThatThrownBy(() -> template().set("replica", 2).call()).hasMessageContaining("replica");
        assertThatThrownBy(() -> template().set("replicas", 3).call()).hasMessageContaining("replicas");
    }

    private static TemplateCommand template() {
        return new Helm(CHART).template().withName("hub");
    }

    private static Node container(Node set) {
        return set.at("spec", "template", "spec", "containers").items().get(0);
    }

    private static Object mountOf(Node container, Object volume) {
        return container.at("volumeMounts").items().stream()
                .filter(mount -> mount.at("name").value().equals(volume))
                .findFirst()
                .orElseThrow()
                .at("mountPath")
                .value();
    }

    private static Map<String, String> files(String folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(ROOT.resolve(folder))) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(files).as(folder).isNotEmpty();
        return files;
    }

    private static Object yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    /** What was rendered, document by document. */
    private record Manifests(List<Node> documents) {

        Manifests(String text) {
            this(parse(text));
        }

        List<Node> kind(String kind) {
            return documents.stream()
                    .filter(document -> kind.equals(document.at("kind").value()))
                    .toList();
        }

        Map<String, String> configMap(String name) {
            Map<String, String> data = new TreeMap<>();
            kind("ConfigMap").stream()
                    .filter(map -> name.equals(map.at("metadata", "name").value()))
                    .findFirst()
                    .orElseThrow()
                    .at("data")
                    .map()
                    .forEach((file, content) -> data.put(file, String.valueOf(content)));
            return data;
        }

        private static List<Node> parse(String text) {
            List<Node> documents = new ArrayList<>();
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
                if (document != null) {
                    documents.add(new Node(document));
                }
            }
            return documents;
        }
    }

    /** A place in a YAML document. */
    private record Node(Object value) {

        Node at(String... path) {
            Object at = value;
            for (String key : path) {
                at = at == null ? null : asMap(at).get(key);
            }
            return new Node(at);
        }

        Map<String, Object> map() {
            return asMap(value);
        }

        List<Node> items() {
            return ((List<?>) value).stream().map(item -> new Node(item)).toList();
        }
    }
}
