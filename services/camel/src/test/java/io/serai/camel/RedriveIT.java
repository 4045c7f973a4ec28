package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInput.Form;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.store.Appended;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Input that a route rejected goes through the mended route, as it came. */
class RedriveIT extends OneBridge {

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
    void anIdIsTheSameThoughAStepTakesTheHeadersOfItsOriginAway() throws Exception {
        route(r -> r.from("kafka:orders").routeId("in").removeHeaders("*").to("serai:publish?type=order"));
        kafka.arrive("x", RECORD);

        assertThat(ids()).containsExactly(RECORD_ID + "~order");
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
