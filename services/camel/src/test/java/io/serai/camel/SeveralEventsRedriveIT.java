package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.store.Appended;
import org.junit.jupiter.api.Test;

/** A message that becomes several events, of which some are rejected, is redriven whole. */
class SeveralEventsRedriveIT extends OneBridge {

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
