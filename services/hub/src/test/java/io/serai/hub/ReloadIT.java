package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.delivery.EventHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;

/** Files of the routes folder that change while the hub runs. */
class ReloadIT {

    private static final String QUICK = "--serai.routes-reload-interval=100ms";

    @TempDir
    Path folder;

    private RunningHub hub;

    /** What routes hand events to: notes their ids, by the place that the route says, and holds those asked to wait. */
    static class Desk implements Processor {

        final Set<String> seen = ConcurrentHashMap.newKeySet();
        final List<String> all = new ArrayList<>();
        final CompletableFuture<Void> letGo = new CompletableFuture<>();

        @Override
        public void process(Exchange exchange) {
            String id = exchange.getMessage().getHeader("CamelCloudEventID", String.class);
            String place = exchange.getMessage().getHeader("place", "", String.class);
            if (place.equals("held")) {
                seen.add("arrived " + id);
                letGo.join();
            }
            synchronized (all) {
                all.add(place + " " + id);
            }
            seen.add(place + " " + id);
        }
    }

    /** A bean of a file; the test says how many of them can be made. */
    public static class Fragile {

        static final AtomicInteger LEFT = new AtomicInteger();
        static final AtomicInteger ALIVE = new AtomicInteger();

        public Fragile() {
            if (LEFT.getAndDecrement() <= 0) {
                throw new IllegalStateException("one too many");
            }
            ALIVE.incrementAndGet();
        }

        public void end() {
            ALIVE.decrementAndGet();
        }
    }

    static class WithDesk {

        @Bean
        Desk desk() {
            return new Desk();
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    @BeforeAll
    static void alone() {
        SharedHub.stop();
    }

    private void start(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(QUICK);
        all.add("--spring.jmx.unique-names=true");
        hub = RunningHub.starting(folder, WithDesk.class, all.toArray(String[]::new));
        hub.awaitRunning();
    }

    @AfterEach
    void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    private void write(String name, String text) {
        RunningHub.route(folder, name, text);
    }

    private void delete(String name) {
        try {
            Files.delete(folder.resolve("routes").resolve(name));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String subscribing(String id, String types, String place) {
        return """
                - route:
                    id: %s
                    from:
                      uri: serai:subscribe/%s
                      parameters: { types: "%s" }
                      steps:
                        - setHeader: { name: place, constant: "%s" }
                        - process: { ref: desk }
                """
                .formatted(id, id, types, place);
    }

    private void publish(String id, String type) {
        assertThat(hub.publish(id, type, "x").status()).isEqualTo(202);
    }

    private Desk desk() {
        return hub.bean(Desk.class);
    }

    private void arrives(String what) {
        await().untilAsserted(() -> assertThat(desk().seen).contains(what));
    }

    private JsonNode health() {
        return hub.manage("/actuator/health").json().at("/components/routes");
    }

    private JsonNode warning() {
        await().until(() -> health().at("/status").asText().equals("WARNING"));
        JsonNode mistakes = health().at("/details/notTakenOver");
        assertThat(mistakes).hasSize(1);
        return mistakes.get(0);
    }

    private void inOrder() {
        await().until(() -> health().at("/status").asText().equals("UP"));
    }

    private List<String> routes() {
        return hub.bean(CamelContext.class).getRoutes().stream()
                .map(Route::getRouteId)
                .sorted()
                .toList();
    }

    @Test
    void aChangedFileReplacesItsRoutesAndTheOthersGoOn() {
        write("a.camel.yaml", subscribing("a", "test.a", "old"));
        write("b.camel.yaml", subscribing("b", "test.b", "b"));
        start();
        publish("1", "test.a");
        arrives("old 1");
        Route other = hub.bean(CamelContext.class).getRoute("b");

        write("a.camel.yaml", subscribing("a", "test.a", "new") + subscribing("more", "test.more", "more"));
        await().until(() -> routes().equals(List.of("a", "b", "more")));
        publish("2", "test.a");
        publish("3", "test.more");
        publish("4", "test.b");

        arrives("new 2");
        arrives("more 3");
        arrives("b 4");
        assertThat(hub.bean(CamelContext.class).getRoute("b")).isSameAs(other);
        assertThat(hub.manage("/actuator/health/readiness").status()).isEqualTo(200);
    }

    @Test
    void aFileThatIsNewIsLoadedAndOneThatIsGoneStops() {
        write("a.camel.yaml", subscribing("a", "test.a", "a"));
        start();

        write("b.camel.yaml", subscribing("b", "test.b", "b"));
        await().until(() -> routes().equals(List.of("a", "b")));
        publish("1", "test.b");
        arrives("b 1");
        delete("b.camel.yaml");
        await().until(() -> routes().equals(List.of("a")));

        assertThat(hub.get("/subscriptions/b").at("/status")).isEqualTo("detached");
        await().untilAsserted(() -> assertThat(hub.manage("/actuator/health").at("/components/subscriptions/details/b"))
                .contains("detached", "DELETE /subscriptions/"));
    }

    @Test
    void aBrokenFileChangesNothingAndIsAWarningUntilItIsMended() {
        write("a.camel.yaml", subscribing("a", "test.a", "old"));
        start();

        write("a.camel.yaml", subscribing("a", "test.a", "new").replace("process:", "proces:"));
        JsonNode mistake = warning();

        assertThat(mistake.at("/file").asText()).isEqualTo("a.camel.yaml");
        assertThat(mistake.at("/line").asInt()).isEqualTo(8);
        assertThat(mistake.at("/message").asText()).contains("a.camel.yaml:8", "proces");
        assertThat(mistake.at("/since").asText()).isNotEmpty();
        assertThat(hub.manage("/actuator/health/readiness").status()).isEqualTo(200);
        publish("1", "test.a");
        arrives("old 1");

        write("a.camel.yaml", subscribing("a", "test.a", "new"));
        inOrder();
        publish("2", "test.a");
        arrives("new 2");
    }

    @Test
    void aRouteThatCannotBeMadeChangesNothing() {
        write("a.camel.yaml", subscribing("a", "test.a", "old"));
        start();
        Route before = hub.bean(CamelContext.class).getRoute("a");

        write(
                "a.camel.yaml",
                subscribing("a", "test.a", "new")
                        + """
                - route:
                    id: outward
                    from:
                      uri: timer:x
                      steps:
                        - to: carrier-pigeon:roof
                """);
        JsonNode mistake = warning();

        assertThat(mistake.at("/key").asText()).isEqualTo("outward");
        assertThat(mistake.at("/line").asInt()).isEqualTo(10);
        assertThat(mistake.at("/message").asText()).contains("a.camel.yaml:10", "carrier-pigeon", "serai.lib");
        assertThat(routes()).containsExactly("a");
        assertThat(hub.bean(CamelContext.class).getRoute("a")).isSameAs(before);
    }

    @Test
    void aChangeThatFailsHalfWayIsTakenBack() {
        String bean =
                """
                - beans:
                    - name: fragile
                      type: io.serai.hub.ReloadIT$Fragile
                      destroyMethod: end
                """;
        write("subscriptions.yaml", "serai: { subscriptions: { s: { types: test.s } } }\n");
        write("a.camel.yaml", subscribing("a", "test.a", "old"));
        start();

        Fragile.LEFT.set(1); // in the trial
        write("subscriptions.yaml", "serai: { subscriptions: { s: { types: test.other } } }\n");
        write("a.camel.yaml", bean + subscribing("a", "test.a", "new"));
        await().until(() -> health().at("/status").asText().equals("WARNING"));

        assertThat(warning().at("/file").asText()).isEqualTo("a.camel.yaml");
        assertThat(warning().at("/message").asText()).contains("one too many");
        publish("1", "test.a");
        arrives("old 1");
        assertThat(Fragile.ALIVE).hasValue(0);
        assertThat(hub.bean(EventHub.class)
                        .definitions()
                        .subscriptions()
                        .get("s")
                        .subscription()
                        .types())
                .hasToString("test.other");

        Fragile.LEFT.set(100);
        write("a.camel.yaml", "# mended\n" + bean + subscribing("a", "test.a", "new"));
        inOrder();
        publish("2", "test.a");
        arrives("new 2");
        assertThat(Fragile.ALIVE).hasValue(1);

        write("a.camel.yaml", subscribing("a", "test.a", "newest"));
        await().untilAsserted(() -> assertThat(Fragile.ALIVE).hasValue(0));
    }

    @Test
    void whatIsRightIsTakenOverThoughAnotherFileIsBroken() {
        write("a.camel.yaml", subscribing("a", "test.a", "old"));
        write("b.camel.yaml", subscribing("b", "test.b", "old"));
        start();

        write("a.camel.yaml", "- route:\n    form: x\n");
        write("b.camel.yaml", subscribing("b", "test.b", "new"));
        assertThat(warning().at("/file").asText()).isEqualTo("a.camel.yaml");

        publish("1", "test.b");
        publish("2", "test.a");
        arrives("new 1");
        arrives("old 2");
    }

    @Test
    void aBrokenFileThatIsPutBackAsItWasIsNoWarningAnyMore() {
        String good = subscribing("a", "test.a", "old");
        write("a.camel.yaml", good);
        start();
        Route before = hub.bean(CamelContext.class).getRoute("a");

        write("a.camel.yaml", "[");
        warning();
        write("a.camel.yaml", good);
        inOrder();

        assertThat(hub.bean(CamelContext.class).getRoute("a")).isSameAs(before);
    }

    @Test
    void definitionsThatChangeHoldFromThenOn() {
        String subscriptions = "serai: { subscriptions: { s: { types: %s, policy: quick } } }\n";
        write("subscriptions.yaml", subscriptions.formatted("test.a"));
        write("policies.yaml", "serai: { policies: { quick: { retry: { attempts: 3 } } } }\n");
        write("s.camel.yaml", subscribing("s", "x", "s").replaceAll("(?m)^ *parameters:.*\n", ""));
        start();
        Route route = hub.bean(CamelContext.class).getRoute("s");

        write("subscriptions.yaml", subscriptions.formatted("test.b"));
        await().until(() -> hub.get("/subscriptions/s").at("/types").equals("test.b"));
        publish("1", "test.a");
        publish("2", "test.b");

        arrives("s 2");
        assertThat(desk().seen).doesNotContain("s 1");
        assertThat(hub.bean(CamelContext.class).getRoute("s")).isSameAs(route);
    }

    @Test
    void aBrokenDefinitionChangesNothingAndIsNamedWithLineAndKey() {
        write("policies.yaml", "serai:\n  policies:\n    quick: { retry: { attempts: 3 } }\n");
        write("subscriptions.yaml", "serai: { subscriptions: { s: { types: test.a, policy: quick } } }\n");
        write("s.camel.yaml", subscribing("s", "x", "s").replaceAll("(?m)^ *parameters:.*\n", ""));
        start();

        write(
                "policies.yaml",
                "serai:\n  policies:\n    quick: { retry: { attempts: 3 } }\n    slow: { timeout: 0s }\n");
        write("subscriptions.yaml", "serai: { subscriptions: { s: { types: test.b, policy: slow } } }\n");
        await().until(() -> health().at("/details/notTakenOver").size() == 2);
        JsonNode mistakes = health().at("/details/notTakenOver");

        assertThat(mistakes.at("/0/file").asText()).isEqualTo("policies.yaml");
        assertThat(mistakes.at("/0/line").asInt()).isEqualTo(4);
        assertThat(mistakes.at("/0/key").asText()).isEqualTo("serai.policies.slow.timeout");
        assertThat(mistakes.at("/0/message").asText()).contains("must be at least 1ms, was 0s");
        assertThat(mistakes.at("/1/file").asText()).isEqualTo("subscriptions.yaml");
        assertThat(mistakes.at("/1/message").asText()).contains("there is no policy 'slow'");
        assertThat(hub.get("/subscriptions/s").at("/types")).isEqualTo("test.a");

        write(
                "policies.yaml",
                "serai:\n  policies:\n    quick: { retry: { attempts: 3 } }\n    slow: { timeout: 1s }\n");
        inOrder();
        assertThat(hub.get("/subscriptions/s").at("/types")).isEqualTo("test.b");
        assertThat(hub.get("/subscriptions/s").at("/policy")).isEqualTo("slow");
    }

    @Test
    void aDefinitionThatARouteStillNeedsStays() {
        write("subscriptions.yaml", "serai: { subscriptions: { s: { types: test.a } } }\n");
        write("s.camel.yaml", subscribing("s", "x", "s").replaceAll("(?m)^ *parameters:.*\n", ""));
        start();

        write("subscriptions.yaml", "serai: { subscriptions: { } }\n");
        JsonNode mistake = warning();

        assertThat(mistake.at("/file").asText()).isEqualTo("subscriptions.yaml");
        assertThat(mistake.at("/message").asText())
                .contains("does not go with the rest", "s.camel.yaml:2", "'s' is not declared in subscriptions.yaml");
        publish("1", "test.a");
        arrives("s 1");
    }

    @Test
    void aSubscriptionTakenOutKeepsItsPlaceAndGoesOnWhenItIsBack() {
        String declared =
                """
                serai:
                  subscriptions:
                    s: { types: test.a, deliver: "direct:in" }
                """;
        write("subscriptions.yaml", declared);
        write(
                "in.camel.yaml",
                """
                - route:
                    id: in
                    from:
                      uri: direct:in
                      steps:
                        - setHeader: { name: place, constant: in }
                        - process: { ref: desk }
                """);
        start();
        publish("1", "test.a");
        arrives("in 1");

        write("subscriptions.yaml", "serai: { subscriptions: { } }\n");
        await().until(() -> hub.get("/subscriptions/s").at("/status").equals("detached"));
        publish("2", "test.a");
        assertThat(hub.get("/subscriptions/s").at("/lag")).isEqualTo("1");
        write("subscriptions.yaml", declared);

        arrives("in 2");
        assertThat(desk().all).containsExactly("in 1", "in 2");
    }

    @Test
    void aSchemaThatChangesHoldsForWhatIsPublishedFromThenOn() {
        String schema = "{ \"type\": \"%s\" }";
        write("catalog.yaml", "serai: { catalog: { test.c: { schema: schemas/c.json } } }\n");
        write("schemas/c.json", schema.formatted("object"));
        write("subscriptions.yaml", "serai: { subscriptions: { } }\n");
        start();
        assertThat(checked("1", "7")).isEqualTo(422);

        write("schemas/c.json", schema.formatted("nonsense"));
        assertThat(warning().at("/file").asText()).isEqualTo("schemas/c.json");
        assertThat(checked("2", "7")).isEqualTo(422);
        write("schemas/c.json", schema.formatted("number"));
        inOrder();

        await().until(() -> checked("3", "7") == 202);
    }

    private int checked(String id, String data) {
        return hub.publish(id, "test.c", data, "Content-Type", "application/json")
                .status();
    }

    @Test
    void anAttemptThatRunsEndsBeforeItsRouteIsReplacedAndNoneIsLost() {
        write("a.camel.yaml", subscribing("a", "test.a", "held"));
        start();
        publish("1", "test.a");
        arrives("arrived 1");

        write("a.camel.yaml", subscribing("a", "test.a", "new"));
        await().until(() -> hub.get("/subscriptions/a").at("/status").equals("paused"));
        publish("2", "test.a");
        desk().letGo.complete(null);

        arrives("new 2");
        assertThat(desk().all).containsExactlyInAnyOrder("held 1", "new 2");
        assertThat(hub.get("/subscriptions/a").at("/failedAttempts")).isEqualTo("0");
    }

    @Test
    void nothingIsLostWhileFilesChangeUnderLoad() {
        write("a.camel.yaml", subscribing("a", "test.a", "0"));
        write("b.camel.yaml", subscribing("b", "test.a", "b"));
        start();

        int events = 600;
        for (int i = 0; i < events; i++) {
            if (i % 120 == 60) {
                write("a.camel.yaml", subscribing("a", "test.a", Integer.toString(i)));
            }
            publish("e" + i, "test.a");
        }

        await().untilAsserted(() -> assertThat(desk().seen.stream()
                        .filter(seen -> !seen.startsWith("b "))
                        .map(seen -> seen.substring(seen.indexOf(' ') + 1))
                        .distinct())
                .hasSize(events));
        await().untilAsserted(() -> assertThat(desk().all.stream().filter(seen -> seen.startsWith("b ")))
                .hasSize(events));
    }

    @Test
    void aFileThatStaysHalfWrittenChangesNothingUntilItIsWhole() throws IOException {
        write("a.camel.yaml", subscribing("a", "test.a", "old"));
        start();
        String next = subscribing("a", "test.a", "new");
        Path file = folder.resolve("routes/a.camel.yaml");

        Files.writeString(file, next.substring(0, next.length() / 2));
        await().until(() -> !health().at("/status").asText().equals("UP"));
        publish("1", "test.a");
        arrives("old 1");
        Files.writeString(file, next);
        inOrder();

        publish("2", "test.a");
        arrives("new 2");
    }

    @Test
    void aFolderThatKubernetesSwapsIsTakenOver() throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        mount(routes, "..1", subscribing("a", "test.a", "old"));
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(routes.resolve("a.camel.yaml"), Path.of("..data/a.camel.yaml"));
        start();
        publish("1", "test.a");
        arrives("old 1");

        mount(routes, "..2", subscribing("a", "test.a", "new"));
        Files.createSymbolicLink(routes.resolve("..data_tmp"), Path.of("..2"));
        Files.move(
                routes.resolve("..data_tmp"),
                routes.resolve("..data"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        await().until(() -> {
            publishAny("test.a");
            return desk().seen.stream().anyMatch(seen -> seen.startsWith("new "));
        });
        assertThat(routes()).containsExactly("a");
    }

    private int any;

    private void publishAny(String type) {
        publish("any" + ++any, type);
    }

    private static void mount(Path routes, String name, String text) throws IOException {
        Path folder = Files.createDirectory(routes.resolve(name));
        Files.writeString(folder.resolve("a.camel.yaml"), text);
    }

    @Test
    void anEmptiedFolderStopsNothing() {
        write("a.camel.yaml", subscribing("a", "test.a", "a"));
        start();

        delete("a.camel.yaml");
        assertThat(warning().at("/message").asText()).contains("neither a *.camel.yaml nor a subscriptions.yaml");

        publish("1", "test.a");
        arrives("a 1");
    }

    @Test
    void aFolderThatIsAwayStopsNothing() throws IOException {
        write("a.camel.yaml", subscribing("a", "test.a", "a"));
        start();

        Files.move(folder.resolve("routes"), folder.resolve("away"));
        assertThat(warning().at("/message").asText()).contains("the folder cannot be read");
        publish("1", "test.a");
        arrives("a 1");
        Files.move(folder.resolve("away"), folder.resolve("routes"));
        inOrder();

        assertThat(routes()).containsExactly("a");
    }

    @Test
    void aTemplateThatChangesTakesTheRoutesMadeOfItWithIt() {
        String template =
                """
                - routeTemplate:
                    id: noting
                    parameters:
                      - name: types
                    from:
                      uri: "serai:subscribe/{{types}}?types={{types}}"
                      steps:
                        - setHeader: { name: place, constant: "%s" }
                        - process: { ref: desk }
                """;
        write("template.camel.yaml", template.formatted("old"));
        write(
                "use.camel.yaml",
                """
                - templatedRoute:
                    routeId: used
                    routeTemplateRef: noting
                    parameters:
                      - { name: types, value: test.t }
                """);
        start();
        publish("1", "test.t");
        arrives("old 1");

        write("template.camel.yaml", template.formatted("new"));

        await().until(() -> {
            publishAny("test.t");
            return desk().seen.stream().anyMatch(seen -> seen.startsWith("new "));
        });
        assertThat(routes()).containsExactly("used");
    }

    @Test
    void twoHundredFilesAreLoadedAndOneOfThemIsReplaced() {
        IntStream.range(0, 200).forEach(i -> write("r" + i + ".camel.yaml", subscribing("r" + i, "test.r" + i, "old")));
        start();
        assertThat(routes()).hasSize(200);
        publish("1", "test.r7");
        arrives("old 1");

        write("r7.camel.yaml", subscribing("r7", "test.r7", "new"));

        await().until(() -> {
            publishAny("test.r7");
            return desk().seen.stream().anyMatch(seen -> seen.startsWith("new "));
        });
        assertThat(routes()).hasSize(200);
    }

    @Test
    void nothingIsTakenOverWhereThatIsSwitchedOff() {
        write("a.camel.yaml", subscribing("a", "test.a", "a"));
        start("--serai.routes-reload=false");

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("routes-reload"));
    }

    @Test
    void theLoopOfASubscriptionThatPublishesWhatItGetsEnds() {
        write(
                "loop.camel.yaml",
                """
                - route:
                    id: loop
                    from:
                      uri: serai:subscribe/loop
                      parameters: { types: test.loop }
                      steps:
                        - to:
                            uri: serai:publish
                            parameters: { type: test.loop, source: /loop }
                """);
        start("--serai.max-hops=5");

        publish("1", "test.loop");

        await().until(() -> hub.get("/dead-letters").json().at("/items").size() == 1);
        assertThat(hub.get("/dead-letters").at("/items/0/reason")).isEqualTo("too many hops");
        assertThat(hub.get("/dead-letters").at("/items/0/message"))
                .contains("would be number 6 of a chain", "serai.max-hops is 5");
        assertThat(hub.get("/events?type=test.loop").json().at("/items")).hasSize(6);
        assertThat(hub.publish("2", "test.loop", "x", "ce-seraihops", "6").status())
                .isEqualTo(422);
    }

    @Test
    void aFileThatNobodyReadsIsAWarningThatSaysHowToNameIt() {
        write("a.camel.yaml", subscribing("a", "test.a", "a"));
        write("policy.yaml", "serai: { policies: { } }\n");
        write("connectors/kafka.camel.yaml", "- route: { }\n");
        write("schemas/order.yaml", "x: y\n");
        start();

        JsonNode unread = health().at("/details/notRead");
        assertThat(health().at("/status").asText()).isEqualTo("WARNING");
        assertThat(unread).hasSize(1);
        assertThat(unread.at("/0/file").asText()).isEqualTo("policy.yaml");
        assertThat(unread.at("/0/message").asText())
                .contains("*.camel.yaml, catalog.yaml, policies.yaml, subscriptions.yaml")
                .endsWith("rename it to policies.yaml");
        assertThat(hub.manage("/actuator/health/readiness").status()).isEqualTo(200);

        delete("policy.yaml");
        inOrder();
        write("more.camel.yml", subscribing("b", "test.b", "b"));
        await().until(() -> health().at("/status").asText().equals("WARNING"));
        assertThat(health().at("/details/notRead/0/message").asText()).endsWith("rename it to more.camel.yaml");
        assertThat(routes()).containsExactly("a");
    }
}
