package io.serai.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cloudevents.CloudEvent;
import io.serai.delivery.EventHub;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInputStateException;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.delivery.time.ManualTime;
import io.serai.store.Appended;
import io.serai.store.StoredEvent;
import io.serai.store.memory.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A route from a Kafka that is none, over the real hub with its store in memory, and what is asked of both. */
abstract class OneBridge {

    static final Map<String, Object> RECORD = Map.of(
            "kafka.TOPIC",
            "orders",
            "kafka.PARTITION",
            2,
            "kafka.OFFSET",
            17L,
            "kafka.TIMESTAMP",
            1_763_811_000_123L,
            "tenant",
            "acmé".getBytes(UTF_8));
    static final String RECORD_ID = "orders-2-17-1763811000123";

    final ManualTime time = ManualTime.create();
    final MemoryStore store = MemoryStore.create(1, time);
    final EventHub hub = EventHub.builder(store).clock(time).timer(time).build();
    final CamelContext camel = new DefaultCamelContext();
    final OpenTransport kafka = new OpenTransport();

    @BeforeEach
    void start() {
        camel.getRegistry().bind("hub", hub);
        camel.addComponent("kafka", kafka);
        camel.start();
        hub.rejectedInputs().redriveWith(new RouteInputRedriver(camel));
    }

    @AfterEach
    void stop() {
        camel.stop();
        hub.close();
        store.close();
    }

    /** Puts a route in the place of the one of the same id. */
    void route(Routes.Route route) throws Exception {
        RouteDefinition before = ((ModelCamelContext) camel).getRouteDefinition("in");
        if (before != null) {
            ((ModelCamelContext) camel).removeRouteDefinition(before);
        }
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                route.build(this);
            }
        });
    }

    List<CloudEvent> events() {
        return store.read(0, 0, 100).events().stream().map(StoredEvent::event).toList();
    }

    List<String> ids() {
        return events().stream().map(CloudEvent::getId).toList();
    }

    List<String> data() {
        return events().stream()
                .map(event -> new String(event.getData().toBytes(), UTF_8))
                .toList();
    }

    List<RejectedInput> rejected() {
        return hub.rejectedInputs().list(Optional.empty(), 100);
    }

    RejectedInput onlyRejected() {
        assertThat(rejected()).hasSize(1);
        return rejected().get(0);
    }

    Redriven redrive() throws Exception {
        return redriving().get(30, TimeUnit.SECONDS);
    }

    CompletableFuture<Redriven> redriving() {
        return hub.rejectedInputs().redrive(onlyRejected().id());
    }

    List<Appended> published() throws Exception {
        Redriven ended = redrive();
        assertThat(ended).isInstanceOf(Redriven.Published.class);
        return ((Redriven.Published) ended).events();
    }

    static State stateOf(CompletableFuture<?> refused) {
        Throwable failure = catchThrowable(() -> refused.get(30, TimeUnit.SECONDS));
        assertThat(failure).hasCauseInstanceOf(RejectedInputStateException.class);
        return ((RejectedInputStateException) failure.getCause()).state();
    }
}
