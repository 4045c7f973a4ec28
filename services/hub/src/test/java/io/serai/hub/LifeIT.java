package io.serai.hub;

import static io.serai.hub.PublishIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.hub.RunningHub.Answer;
import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import io.serai.hub.runtime.OpeningStore;
import io.serai.hub.runtime.ProcessEnd;
import io.serai.hub.runtime.StoreOpener;
import io.serai.store.ShutOutException;
import io.serai.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;

/** The hub before the store is ready, when it fails, and at the end. The store is in memory: its state is the test's. */
class LifeIT {

    private static final String UNIQUE = "--spring.jmx.unique-names=true";

    @TempDir
    Path folder;

    /**
     * A store that becomes ready when the test says so, and an end of the process that is only noted. No configuration that
     * scanning would find: other tests have stores of their own.
     */
    static class HeldStore {

        final MemoryStore store = MemoryStore.create(2, Clock.systemUTC());
        final CompletableFuture<Void> ready = new CompletableFuture<>();
        final CompletableFuture<Throwable> failure = store.failure();
        final Queue<Integer> exits = new ConcurrentLinkedQueue<>();

        @Bean
        StoreOpener storeOpener() {
            return () -> new OpeningStore(store, ready, failure);
        }

        @Bean
        ProcessEnd processEnd() {
            return exits::add;
        }
    }

    @BeforeEach
    void aRoute() {
        RunningHub.route(
                folder,
                "tick.camel.yaml",
                """
                - route:
                    id: tick
                    from:
                      uri: timer:tick
                      steps:
                        - log: tick
                - route:
                    id: asleep
                    autoStartup: false
                    from:
                      uri: direct:asleep
                      steps:
                        - log: never
                """);
    }

    private RunningHub starting() {
        return RunningHub.starting(folder, HeldStore.class, UNIQUE);
    }

    @Test
    void answersWhileTheStoreOpensAndRunsWhenItIsReady() {
        try (RunningHub hub = starting()) {
            Answer early = hub.publish("1", "test.any", "x");
            assertProblem(early, 503, "unavailable");
            assertThat(early.header("Retry-After")).isEqualTo("2");
            assertProblem(hub.get("/events"), 503, "unavailable");
            assertProblem(hub.get("/subscriptions"), 503, "unavailable");
            assertThat(hub.get("/catalog").status()).isEqualTo(200);
            assertThat(hub.manage("/actuator/health/readiness").status()).isEqualTo(503);
            assertThat(hub.manage("/actuator/health/liveness").status()).isEqualTo(200);
            CamelContext camel = hub.bean(CamelContext.class);
            assertThat(camel.getRouteController().getRouteStatus("tick")).isNotEqualTo(ServiceStatus.Started);

            hub.bean(HeldStore.class).ready.complete(null);
            hub.awaitRunning();

            assertThat(hub.publish("1", "test.any", "x").status()).isEqualTo(202);
            assertThat(hub.manage("/actuator/health/readiness").status()).isEqualTo(200);
            assertThat(camel.getRouteController().getRouteStatus("tick")).isEqualTo(ServiceStatus.Started);
            assertThat(camel.getRouteController().getRouteStatus("asleep")).isNotEqualTo(ServiceStatus.Started);
        }
    }

    @Test
    void aStoreThatDoesNotOpenEndsTheProcess() {
        try (RunningHub hub = starting()) {
            hub.bean(HeldStore.class).ready.completeExceptionally(new IllegalStateException("the disk is gone"));

            await().until(() -> hub.bean(HeldStore.class).exits.contains(ProcessEnd.FAILED));
            Answer liveness = hub.manage("/actuator/health/liveness");
            assertThat(liveness.status()).isEqualTo(503);
            assertThat(liveness.at("/components/store/status")).isEqualTo("DOWN");
            assertThat(liveness.at("/components/store/details/hub")).contains("the disk is gone");
            assertProblem(hub.publish("1", "test.any", "x"), 503, "unavailable");
        }
    }

    @Test
    void aStoreThatFailsWhileRunningEndsTheProcessOnce() {
        try (RunningHub hub = starting()) {
            HeldStore held = hub.bean(HeldStore.class);
            held.ready.complete(null);
            hub.awaitRunning();

            held.store.crash();

            await().until(() -> hub.bean(HubRuntime.class).state() == HubState.FAILED);
            assertThat(hub.manage("/actuator/health/liveness").status()).isEqualTo(503);
            assertProblem(hub.publish("1", "test.any", "x"), 503, "unavailable");
            assertThat(held.exits).containsExactly(ProcessEnd.FAILED);
        }
    }

    @Test
    void aNodeThatIsShutOutEndsWithACodeOfItsOwn() {
        try (RunningHub hub = starting()) {
            HeldStore held = hub.bean(HeldStore.class);
            held.ready.complete(null);
            hub.awaitRunning();

            held.failure.complete(new ShutOutException("shut out", new IllegalStateException("no sign")));

            assertThat(hub.bean(HubRuntime.class).state()).isEqualTo(HubState.FAILED);
            assertThat(hub.manage("/actuator/health/liveness").status()).isEqualTo(503);
            assertThat(held.exits).containsExactly(ProcessEnd.SHUT_OUT);
        }
    }

    @Test
    void aRouteThatCannotStartIsTriedAgainAndShown() {
        RunningHub.route(
                folder,
                "taken.camel.yaml",
                """
                - route:
                    id: first
                    from:
                      uri: direct:one
                      steps:
                        - log: one
                - route:
                    id: second
                    from:
                      uri: direct:one
                      steps:
                        - log: two
                """);
        try (RunningHub hub = starting()) {
            hub.bean(HeldStore.class).ready.complete(null);
            hub.awaitRunning();

            Answer readiness = hub.manage("/actuator/health/readiness");
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.at("/components/routes/details/notStarted/second"))
                    .isNotEmpty();
            assertThat(hub.publish("1", "test.any", "x").status()).isEqualTo(202);
        }
    }

    @Test
    void closesInOrder() {
        HubRuntime runtime;
        CamelContext camel;
        HeldStore held;
        try (RunningHub hub = starting()) {
            held = hub.bean(HeldStore.class);
            held.ready.complete(null);
            hub.awaitRunning();
            runtime = hub.bean(HubRuntime.class);
            camel = hub.bean(CamelContext.class);
        }
        assertThat(runtime.state()).isEqualTo(HubState.STOPPED);
        assertThat(camel.isStopped()).isTrue();
        assertThat(held.store.status().state().name()).isEqualTo("CLOSED");
        assertThat(held.exits).isEmpty();
    }
}
