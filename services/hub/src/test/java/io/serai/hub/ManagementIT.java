package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.delivery.EventHub;
import io.serai.delivery.RejectedInput;
import io.serai.hub.RunningHub.Answer;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port and JMX. */
class ManagementIT {

    private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();

    private final RunningHub hub = SharedHub.get();

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void healthNamesStoreRoutesAndSubscriptions() {
        Answer readiness = hub.manage("/actuator/health/readiness");

        assertThat(readiness.status()).isEqualTo(200);
        assertThat(readiness.at("/status")).isEqualTo("UP");
        assertThat(readiness.at("/components/store/details/state")).isEqualTo("READY");
        assertThat(readiness.at("/components/store/details/durability")).isEqualTo("fsync");
        assertThat(readiness.at("/components/routes/status")).isEqualTo("UP");
        assertThat(readiness.at("/components/subscriptions/details/works")).isEqualTo("active");
        assertThat(hub.manage("/actuator/health/liveness").at("/status")).isEqualTo("UP");
        assertThat(hub.manage("/actuator/health").at("/status")).isEqualTo("UP");
    }

    @Test
    void prometheusHasTheMetersOfTheHub() {
        hub.publish(UUID.randomUUID().toString(), "test.works", "x");

        await().untilAsserted(() -> {
            String text = hub.manage("/actuator/prometheus").response().body();
            assertThat(text)
                    .containsPattern("serai_store_ready\\{[^}]*} 1.0")
                    .containsPattern("serai_store_appended_events_total\\{[^}]*} [1-9]")
                    .contains(
                            "serai_store_duplicates_events_total",
                            "serai_store_forces_commits_total",
                            "serai_store_events",
                            "serai_cluster_nodes",
                            "serai_cluster_missing_nodes",
                            "serai_cluster_quorum_margin",
                            "serai_cluster_survives_any_node",
                            "serai_store_partitions")
                    .containsPattern(
                            "serai_subscription_delivered_deliveries_total\\{[^}]*subscription=\"works\"[^}]*} [1-9]")
                    .contains(
                            "serai_subscription_lag_events",
                            "serai_subscription_in_flight_attempts",
                            "serai_subscription_retrying_deliveries",
                            "serai_subscription_dead_deliveries",
                            "serai_subscription_failed_attempts_total")
                    .contains("camel_exchanges_total");
        });
    }

    @Test
    void onlyWhatIsNamedIsExposed() {
        JsonNode links = hub.manage("/actuator").json().at("/_links");

        assertThat(links.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "self",
                        "health",
                        "health-path",
                        "info",
                        "prometheus",
                        "cluster",
                        "cluster-operation",
                        "hawtio",
                        "jolokia");
        assertThat(hub.manage("/actuator/env").status()).isEqualTo(404);
        assertThat(hub.manage("/actuator/shutdown").status()).isEqualTo(404);
        assertThat(hub.get("/actuator/health").status()).isEqualTo(404);
    }

    @Test
    void aNodeAloneTellsThatItIsAClusterOfOneAndWaitsForNobody() {
        Answer cluster = hub.manage("/actuator/cluster");

        assertThat(cluster.at("/nodes/0/self")).isEqualTo("true");
        assertThat(cluster.json().at("/nodes")).hasSize(1);
        assertThat(cluster.json().at("/waitsFor")).isEmpty();
        assertThat(cluster.json().at("/missing")).isEmpty();
        assertThat(cluster.json().at("/revoked")).isEmpty();
        assertThat(hub.manage("/actuator/health").at("/components/cluster/status"))
                .isEqualTo("UP");
    }

    @Test
    void aDiskThatNobodyWaitsForCannotBeRevoked() {
        String disk = "{\"id\":\"no-such-disk\"}";
        String node = "{\"host\":\"nowhere\",\"folder\":\"/none\"}";
        assertThat(revoke("revoke", disk).status()).isEqualTo(409);
        assertThat(revoke("revoke", disk).at("/detail")).contains("'no-such-disk' is not waited for");
        assertThat(revoke("revoke", node).status()).isEqualTo(409);
        assertThat(revoke("revoke", node).at("/detail")).contains("no node whose folder is /none on nowhere");
        assertThat(revoke("revoke", "{}").status()).isEqualTo(400);
        assertThat(revoke("forget", disk).status()).isEqualTo(404);
        assertThat(revoke("forget", disk).at("/detail")).contains("there is revoke");
    }

    private Answer revoke(String operation, String body) {
        return RunningHub.send(RunningHub.request(
                        URI.create("http://127.0.0.1:" + hub.managementPort() + "/actuator/cluster/" + operation),
                        "Content-Type",
                        "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void jolokiaWantsTheLogin() {
        String path = "/actuator/jolokia/read/io.serai:type=Store/State";

        assertThat(hub.manage(path).status()).isEqualTo(403);
        assertThat(hub.manage(path, "Authorization", basic("admin", "wrong")).status())
                .isEqualTo(403);
        assertThat(hub.manage(path, "Authorization", basic("other", RunningHub.PASSWORD))
                        .status())
                .isEqualTo(403);
        assertThat(hub.manage("/actuator/hawtio/jolokia/version").status()).isEqualTo(403);
    }

    @Test
    void jolokiaIsNotForPagesOfOtherOrigins() {
        String login = basic("admin", RunningHub.PASSWORD);

        assertThat(hub.manage("/actuator/jolokia/version", "Authorization", login)
                        .status())
                .isEqualTo(200);
        Answer foreign = hub.manage(
                "/actuator/jolokia/version", "Authorization", login, "Origin", "http://127.0.0.1:" + hub.port());
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void hawtioSendsToTheLoginAndAcceptsOneUser() {
        assertThat(hub.manage("/actuator/hawtio/").header("Location")).endsWith("/actuator/hawtio/login");
        assertThat(login("wrong").status()).isEqualTo(403);

        Answer accepted = login(RunningHub.PASSWORD);
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(accepted.header("Set-Cookie")).contains("HttpOnly", "SameSite=Strict");
        assertThat(hub.manage("/actuator/hawtio/index.html").response().body())
                .contains("<base href=\"/actuator/hawtio/\"");
    }

    private Answer login(String password) {
        return RunningHub.send(
                RunningHub.request(hub.managementUri("/actuator/hawtio/auth/login"), "Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"username\":\"admin\",\"password\":\"" + password + "\"}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=Store",
                "type=Cluster",
                "type=DeadLetters",
                "type=RejectedInput",
                "type=Subscription,name=works"
            })
    void everyAttributeAndOperationIsDescribed(String keys) throws Exception {
        MBeanInfo info = info(keys);

        assertThat(info.getDescription()).contains(" ");
        assertThat(info.getAttributes()).isNotEmpty().allSatisfy(attribute -> described(attribute));
        for (MBeanOperationInfo operation : info.getOperations()) {
            assertThat(operation.getDescription())
                    .as(operation.getName())
                    .contains(" ")
                    .endsWith(".");
            assertThat(operation.getSignature()).allSatisfy(parameter -> {
                assertThat(parameter.getName()).doesNotMatch("p\\d+|arg\\d+");
                assertThat(parameter.getDescription()).contains(" ").endsWith(".");
            });
        }
    }

    private static void described(MBeanAttributeInfo attribute) {
        assertThat(attribute.getDescription())
                .as(attribute.getName())
                .contains(" ")
                .endsWith(".");
    }

    private static MBeanInfo info(String keys) throws Exception {
        ObjectName name = name(keys);
        await().until(() -> JMX.isRegistered(name));
        return JMX.getMBeanInfo(name);
    }

    private static ObjectName name(String keys) throws Exception {
        return new ObjectName("io.serai:" + keys);
    }

    @Test
    void jmxShowsTheStore() throws Exception {
        assertThat(JMX.getAttribute(name("type=Store"), "State")).isEqualTo("READY");
        assertThat(JMX.getAttribute(name("type=Store"), "HubState")).isEqualTo("RUNNING");
        assertThat(JMX.getAttribute(name("type=Store"), "Partitions")).isEqualTo(4);
    }

    @Test
    void jmxPausesAndResumesASubscription() throws Exception {
        info("type=Subscription,name=fails");
        ObjectName fails = name("type=Subscription,name=fails");

        JMX.invoke(fails, "pause", new Object[0], new String[0]);
        assertThat(hub.get("/subscriptions/fails").at("/status")).isEqualTo("paused");
        JMX.invoke(fails, "resume", new Object[0], new String[0]);
        assertThat(hub.get("/subscriptions/fails").at("/status")).isEqualTo("active");
        assertThat(JMX.getAttribute(fails, "Types")).isEqualTo("test.fails");
    }

    @Test
    void jmxRedrivesAndDiscardsADeadLetter() throws Exception {
        String id = "fails~"
                + hub.publish(UUID.randomUUID().toString(), "test.fails", "x").at("/position");
        await().until(() -> hub.get("/dead-letters/" + id).status() == 200);
        String[] texts = {String.class.getName(), String.class.getName()};

        assertThat(JMX.invoke(name("type=DeadLetters"), "redrive", new Object[] {id, "once more"}, texts))
                .asString()
                .startsWith(id);
        await().until(() -> hub.get("/dead-letters/" + id).at("/state").equals("dead"));
        JMX.invoke(name("type=DeadLetters"), "discard", new Object[] {id, ""}, texts);
        assertThat(hub.get("/dead-letters/" + id).at("/state")).isEqualTo("discarded");
        assertThat(hub.get("/dead-letters/" + id).response().body()).contains("once more", "jmx");
    }

    @Test
    void jmxRedrivesAndDiscardsRejectedInput() throws Exception {
        String taken = rejected("{\"amount\":1}");
        String again = rejected("{}");
        ObjectName inputs = name("type=RejectedInput");
        String[] text = {String.class.getName()};

        assertThat((int) JMX.getAttribute(inputs, "Kept")).isGreaterThanOrEqualTo(2);
        assertThat(JMX.invoke(inputs, "list", new Object[] {1000}, new String[] {"int"}))
                .asString()
                .contains(taken, again, "bridge/takes kafka orders-0-17, invalid: no JSON");
        assertThat(JMX.invoke(inputs, "redrive", new Object[] {taken}, text))
                .asString()
                .startsWith(taken + " is gone: published ");
        assertThatThrownBy(() -> JMX.invoke(inputs, "redrive", new Object[] {again}, text))
                .hasStackTraceContaining("'" + again + "' is rejected again, and kept: schema: ");
        JMX.invoke(inputs, "discard", new Object[] {again}, text);
        assertThat(hub.get("/rejected/" + again).status()).isEqualTo(404);
    }

    private String rejected(String body) {
        return hub.bean(EventHub.class)
                .rejectedInputs()
                .keep(new RejectedInput(
                        "",
                        "bridge/takes",
                        "kafka orders-0-17",
                        "invalid",
                        "no JSON",
                        Map.of("id", UUID.randomUUID().toString()),
                        body.getBytes(StandardCharsets.UTF_8),
                        RejectedInput.Form.BYTES,
                        Instant.EPOCH))
                .join();
    }

    @Test
    void camelIsInJmxToo() throws Exception {
        Set<ObjectName> routes = JMX.queryNames(new ObjectName("org.apache.camel:type=routes,*"), null);

        assertThat(routes).extracting(name -> name.getKeyProperty("name")).contains("\"works\"", "\"fails\"");
    }
}
