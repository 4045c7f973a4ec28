package io.serai.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cloudevents.CloudEvent;
import io.serai.delivery.EventHub;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInput.Form;
import io.serai.delivery.RejectedInputStateException;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.delivery.time.ManualTime;
import io.serai.store.Appended;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import io.serai.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Input that a route rejected goes through the mended route, as it came. */
class RedriveIT {

    private static final Map<String, Object> RECORD = Map.of(
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
    private static final String RECORD_ID = "orders-2-17-1763811000123";

    private final ManualTime time = ManualTime.create();
    private final MemoryStore store = MemoryStore.create(1, time);
    private final EventHub hub = EventHub.builder(store).clock(time).timer(time).build();
    private final CamelContext camel = new DefaultCamelContext();
    private final OpenTransport kafka = new OpenTransport();

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
    private void route(Routes.Route route) throws Exception {
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

    private List<CloudEvent> events() {
        return store.read(0, 0, 100).events().stream().map(StoredEvent::event).toList();
    }

    private List<String> ids() {
        return events().stream().map(CloudEvent::getId).toList();
    }

    private List<String> data() {
        return events().stream()
                .map(event -> new String(event.getData().toBytes(), UTF_8))
                .toList();
    }

    private List<RejectedInput> rejected() {
        return hub.rejectedInputs().list(Optional.empty(), 100);
    }

    private RejectedInput onlyRejected() {
        assertThat(rejected()).hasSize(1);
        return rejected().get(0);
    }

    private Redriven redrive() throws Exception {
        return redriving().get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<Redriven> redriving() {
        return hub.rejectedInputs().redrive(onlyRejected().id());
    }

    private List<Appended> published() throws Exception {
        Redriven ended = redrive();
        assertThat(ended).isInstanceOf(Redriven.Published.class);
        return ((Redriven.Published) ended).events();
    }

    private Message reached() throws Exception {
        MockEndpoint mock = camel.getEndpoint("mock:reached", MockEndpoint.class);
        mock.setExpectedMessageCount(1);
        mock.assertIsSatisfied(30_000);
        return mock.getExchanges().get(0).getMessage();
    }

    private static State stateOf(CompletableFuture<?> refused) {
        Throwable failure = catchThrowable(() -> refused.get(30, TimeUnit.SECONDS));
        assertThat(failure).hasCauseInstanceOf(RejectedInputStateException.class);
        return ((RejectedInputStateException) failure.getCause()).state();
    }

    @Test
    void aRouteMendedBeforeThePublishingStepGetsWhatCame() throws Exception {
        route(r -> r.from("kafka:orders")
                .routeId("in")
                .removeHeaders("*")
                .setBody(r.constant("{\"spoilt\":true}"))
                .to("serai:publish?type=order&subject=${header.none}&id=${header.none}"));
        byte[] came = {'{', (byte) 0xff, 0, '}'};
        kafka.arrive(came, RECORD);
        assertThat(onlyRejected().body()).isEqualTo(came);
        assertThat(onlyRejected().origin()).isEqualTo("kafka orders-2-17");

        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish?type=order"));

        assertThat(published()).singleElement().satisfies(appended -> {
            assertThat(appended.id()).isEqualTo(RECORD_ID + "~order");
            assertThat(appended.duplicate()).isFalse();
            assertThat(appended.position()).hasToString("0-0");
        });
        assertThat(events().get(0).getData().toBytes()).isEqualTo(came);
        assertThat(events().get(0).getTime().toInstant()).isEqualTo(Instant.ofEpochMilli(1_763_811_000_123L));
        assertThat(rejected()).isEmpty();
    }

    @Test
    void headersComeAgainWithTheirTypes() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);

        route(r -> r.from("kafka:orders").routeId("in").to("mock:reached"));
        redrive();

        assertThat(reached().getHeaders()).containsAllEntriesOf(RECORD);
    }

    @Test
    void anIdIsTheSameThoughAStepTakesTheHeadersOfItsOriginAway() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").removeHeaders("*").to("serai:publish?type=order"));
        kafka.arrive("x", RECORD);

        assertThat(ids()).containsExactly(RECORD_ID + "~order");
    }

    @Test
    void textStaysTextAndNothingStaysNothing() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("täxt", Map.of());
        assertThat(onlyRejected().form()).isEqualTo(Form.TEXT);
        route(r -> r.from("kafka:orders").routeId("in").to("mock:reached"));
        redrive();
        assertThat(reached().getBody()).isEqualTo("täxt");

        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive(null, Map.of());
        route(r -> r.from("kafka:orders").routeId("in").to("mock:nothing"));
        redrive();
        MockEndpoint nothing = camel.getEndpoint("mock:nothing", MockEndpoint.class);
        assertThat(nothing.getExchanges().get(0).getMessage().getBody()).isNull();
    }

    @Test
    void aStreamThatAStepHasReadIsKeptWhole() throws Exception {
        route(r -> r.from("kafka:orders")
                .routeId("in")
                .setHeader("read", r.bodyAs(String.class))
                .setBody(r.constant("other"))
                .to("serai:publish"));
        // one that cannot be rewound
        kafka.arrive(new SequenceInputStream(Collections.enumeration(List.of(part("["), part("1]")))), Map.of());

        assertThat(onlyRejected().body()).asString().isEqualTo("[1]");
        assertThat(onlyRejected().form()).isEqualTo(Form.BYTES);
    }

    private static InputStream part(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Test
    void whatIsRejectedAgainStaysOneInputWithTheCauseOfNow() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);
        String id = onlyRejected().id();

        route(r ->
                r.from("kafka:orders").routeId("in").to("serai:publish?type=order&subject=${header.x}&id=${header.x}"));

        assertThat(redrive()).isInstanceOfSatisfying(Redriven.Rejected.class, again -> assertThat(again.message())
                .contains("parameter id '${header.x}' gave nothing"));
        assertThat(onlyRejected().id()).isEqualTo(id);
        assertThat(onlyRejected().message()).contains("parameter id '${header.x}' gave nothing");
        assertThat(onlyRejected().body()).asString().isEqualTo("x");
    }

    @Test
    void whatWasPublishedByThenIsADuplicate() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish?type=order"));
        kafka.arrive("x", RECORD);

        assertThat(published()).singleElement().satisfies(appended -> assertThat(appended.duplicate())
                .isTrue());
        assertThat(ids()).containsExactly(RECORD_ID + "~order");
    }

    @Nested
    class OfAMessageWithSeveralEvents {

        @Test
        void oneInputIsKeptWholeAndEachPartIsStoredOnce() throws Exception {
            route(r -> r.from("kafka:orders")
                    .routeId("in")
                    .split(r.body().tokenize(","))
                    .to("serai:publish?type=line&subject=${body}&id=${header.none}")
                    .end());
            kafka.arrive("a,b,c", RECORD);
            assertThat(onlyRejected().body()).asString().isEqualTo("a,b,c");
            assertThat(onlyRejected().message()).startsWith("part 0 of the message: parameter id");

            route(r -> r.from("kafka:orders")
                    .routeId("in")
                    .split(r.body().tokenize(","))
                    .choice()
                    .when(r.body().isEqualTo("b"))
                    .to("serai:publish?type=line&id=${header.none}")
                    .otherwise()
                    .to("serai:publish?type=line")
                    .end()
                    .end());
            assertThat(redrive()).isInstanceOf(Redriven.Rejected.class);
            assertThat(data()).containsExactly("a", "c");

            route(r -> r.from("kafka:orders")
                    .routeId("in")
                    .split(r.body().tokenize(","))
                    .to("serai:publish?type=line")
                    .end());
            assertThat(published()).extracting(Appended::duplicate).containsExactly(true, false, true);
            assertThat(data()).containsExactly("a", "c", "b");
            assertThat(rejected()).isEmpty();
        }

        @Test
        void theEventsAfterTheRejectedOneKeepTheirIds() throws Exception {
            route(r -> r.from("kafka:orders")
                    .routeId("in")
                    .to("serai:publish?type=t&partitionkey=${header.none}")
                    .setBody(r.constant("second"))
                    .to("serai:publish?type=t"));
            kafka.arrive("first", RECORD);
            assertThat(ids()).containsExactly(RECORD_ID + "~t~2");

            route(r -> r.from("kafka:orders")
                    .routeId("in")
                    .to("serai:publish?type=t")
                    .setBody(r.constant("second"))
                    .to("serai:publish?type=t"));

            assertThat(published()).extracting(Appended::duplicate).containsExactly(false, true);
            assertThat(data()).containsExactly("second", "first");
        }

        @Test
        void theyDoSoWhereTheLogRefusedTheFirst() throws Exception {
            Routes.Route route = r -> r.from("kafka:orders")
                    .routeId("in")
                    .to("serai:publish?type=t")
                    .setBody(r.constant("second"))
                    .to("serai:publish?type=t");
            route(route);
            kafka.arrive("x".repeat(2 << 20), RECORD);
            assertThat(onlyRejected().code()).isEqualTo("too-large");

            route(r -> {
                r.interceptSendToEndpoint("serai:publish*")
                        .when(r.header("shortened").isNull())
                        .setBody(r.constant("first"))
                        .setHeader("shortened", r.constant(true));
                route.build(r);
            });

            assertThat(published()).extracting(Appended::duplicate).containsExactly(false, true);
            assertThat(data()).containsExactly("second", "first");
        }

        @Test
        void ofAMessageTooLargeToBeKeptThePartIs() throws Exception {
            route(r -> r.from("kafka:orders")
                    .routeId("in")
                    .split(r.body().tokenize(","))
                    .choice()
                    .when(r.body().isEqualTo("bad"))
                    .to("serai:publish")
                    .otherwise()
                    .to("serai:publish?type=line")
                    .end()
                    .end());
            String large = "x".repeat(900_000);
            kafka.arrive("bad," + (large + ",").repeat(10), RECORD);

            assertThat(events()).hasSize(10);
            assertThat(onlyRejected().body()).asString().isEqualTo("bad");
            assertThat(stateOf(redriving())).isEqualTo(State.ONLY_SHOWN);
        }
    }

    @Test
    void aMessageWithoutAnIdOfItsOwnIsPublishedOnceHoweverOftenItIsRedriven() throws Exception {
        route(r -> r.from("direct:in").routeId("in").to("serai:publish"));
        camel.createProducerTemplate().sendBody("direct:in", "x");
        RejectedInput input = onlyRejected();
        route(r -> r.from("direct:in").routeId("in").to("serai:publish?type=t"));
        RouteInputRedriver redriver = new RouteInputRedriver(camel);

        redriver.redrive(input).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(published()).extracting(Appended::duplicate).containsExactly(true);

        assertThat(events()).hasSize(1);
    }

    @Test
    void whatTheRouteDoesNotWantIsDone() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);
        route(r -> r.from("kafka:orders")
                .routeId("in")
                .filter(r.body().isNotEqualTo("x"))
                .to("serai:publish?type=t")
                .end());

        assertThat(published()).isEmpty();
        assertThat(rejected()).isEmpty();
    }

    @Test
    void aStepThatFailsIsTheCauseOfNow() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);
        route(r -> r.from("kafka:orders").routeId("in").throwException(new IllegalStateException("no such customer")));

        assertThat(redrive()).isEqualTo(new Redriven.Rejected("failed", "the route failed: no such customer"));
        assertThat(onlyRejected().code()).isEqualTo("failed");
    }

    @Test
    void whatTheStoreDoesNotTakeNowStaysAsItIs() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);
        route(r -> r.from("kafka:orders")
                .routeId("in")
                .throwException(new StoreUnavailableException("opening", Duration.ofSeconds(1))));

        assertThat(redriving())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(StoreUnavailableException.class);
        assertThat(onlyRejected().code()).isEqualTo("invalid");
    }

    @Test
    void aRouteThatIsGoneOrStoppedIsNamed() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);
        camel.getRouteController().stopRoute("in");
        assertThat(stateOf(redriving())).isEqualTo(State.WITHOUT_BRIDGE);
        assertThat(catchThrowable(() -> redriving().join())).hasMessageContaining("route 'in'", "does not run");
        camel.removeRoute("in");
        assertThat(stateOf(redriving())).isEqualTo(State.WITHOUT_BRIDGE);
        assertThat(rejected()).hasSize(1);
    }

    @Test
    void whatIsNeitherBytesNorTextIsOnlyShown() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish?type=t"));
        kafka.arrive(Map.of("a", 1), RECORD);

        assertThat(onlyRejected().body()).asString().isEqualTo("{a=1}");
        assertThat(stateOf(redriving())).isEqualTo(State.ONLY_SHOWN);
    }

    @Test
    void inputOfAnOlderReleaseIsRedrivenAsItIsKept() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish?type=order"));
        hub.rejectedInputs()
                .keep(new RejectedInput(
                        "",
                        "bridge/in",
                        "kafka orders-2-17",
                        "invalid",
                        "",
                        Map.of(
                                "kafka.TOPIC", "orders",
                                "kafka.PARTITION", "2",
                                "kafka.OFFSET", "17",
                                "kafka.TIMESTAMP", "1763811000123"),
                        "x".getBytes(UTF_8),
                        Form.BYTES,
                        Instant.EPOCH))
                .join();

        assertThat(published()).extracting(Appended::id).containsExactly(RECORD_ID + "~order");
        assertThat(events().get(0).getTime().toInstant()).isEqualTo(Instant.ofEpochMilli(1_763_811_000_123L));
    }

    @Test
    void whatIsRejectedByARouteBehindAQueueIsInputOfThatRoute() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").to("serai:publish"));
        kafka.arrive("x", RECORD);
        route(r -> {
            r.from("kafka:orders")
                    .routeId("in")
                    .setBody(r.constant("y"))
                    .to("seda:behind?waitForTaskToComplete=Always");
            r.from("seda:behind").routeId("behind").to("serai:publish");
        });

        assertThat(published()).isEmpty();

        assertThat(onlyRejected().bridge()).isEqualTo("bridge/behind");
        assertThat(onlyRejected().body()).asString().isEqualTo("y");
        assertThat(onlyRejected().form()).isEqualTo(Form.TEXT);
    }
}
