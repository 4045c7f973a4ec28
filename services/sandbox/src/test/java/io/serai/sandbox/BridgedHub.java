package io.serai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.serai.hub.HubApplication;
import io.serai.hub.runtime.OpeningStore;
import io.serai.hub.runtime.StoreOpener;
import io.serai.sandbox.brokers.ActiveMqBroker;
import io.serai.sandbox.brokers.KafkaBroker;
import io.serai.store.EventStore;
import io.serai.store.StoreUnavailableException;
import io.serai.store.memory.MemoryStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A hub with its store in memory, which can be told to refuse, between real brokers that can be stopped. */
final class BridgedHub implements AutoCloseable {

    final KafkaBroker kafka;
    final ActiveMqBroker activemq;
    final Map<String, Integer> refused = new ConcurrentHashMap<>();
    volatile boolean refusing;
    /** No append answers before this does. */
    volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    private final Path folder;
    private final int http = Ports.free();
    private final int management = Ports.free();
    final MemoryStore store = MemoryStore.create(4, Clock.systemUTC());
    private ConfigurableApplicationContext context;

    final Api api = new Api("http://127.0.0.1:" + http);

    BridgedHub(Path folder) {
        this.folder = folder;
        kafka = new KafkaBroker(folder.resolve("kafka"), Ports.free());
        activemq = new ActiveMqBroker(folder.resolve("activemq"), Ports.free());
    }

    void start() {
        SpringApplication application = new SpringApplication(HubApplication.class);
        application.addInitializers(context ->
                ((GenericApplicationContext) context).registerBean("storeOpener", StoreOpener.class, () -> this::open));
        context = application.run(
                "--server.port=" + http,
                "--management.server.port=" + management,
                "--serai.cluster.locator-port=0",
                "--serai.data-dir=" + folder.resolve("data"),
                "--serai.routes=" + folder.resolve("routes"),
                "--spring.activemq.broker-url=" + activemq.url(),
                "--kafka.brokers=" + kafka.address());
    }

    boolean ready() {
        try {
            JsonNode health = new Api("http://127.0.0.1:" + management).get("/actuator/health/readiness");
            return "UP".equals(health.path("status").asText());
        } catch (IOException notYet) {
            return false;
        }
    }

    private OpeningStore open() {
        EventStore refusable = (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (refusing && method.getName().equals("append")) {
                        refused.merge(((CloudEvent) arguments[0]).getSource().toString(), 1, Integer::sum);
                        return CompletableFuture.failedFuture(
                                new StoreUnavailableException("told to refuse", Duration.ofSeconds(1)));
                    }
                    try {
                        Object returned = method.invoke(store, arguments);
                        return method.getName().equals("append")
                                ? answer.thenCompose(now -> (CompletionStage<?>) returned)
                                : returned;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        return new OpeningStore(refusable, CompletableFuture.completedFuture(null), new CompletableFuture<>());
    }

    /** What came over the bridge and was kept as rejected, newest first, each with its body. */
    List<JsonNode> rejected(String route) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode item : api.get("/rejected?limit=1000").path("items")) {
            if (item.path("bridge").asText().equals("bridge/" + route)) {
                found.add(api.get("/rejected/" + item.path("id").asText()));
            }
        }
        return found;
    }

    @Override
    public void close() throws Exception {
        if (context != null) {
            context.close();
        }
        store.close();
        kafka.close();
        activemq.close();
    }
}
