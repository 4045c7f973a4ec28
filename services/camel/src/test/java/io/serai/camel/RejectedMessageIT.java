package io.serai.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInput.Form;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.store.Appended;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** What is kept of a message that is rejected, and what of it comes again. */
class RejectedMessageIT extends OneBridge {

    private Message reached() throws Exception {
        MockEndpoint mock = camel.getEndpoint("mock:reached", MockEndpoint.class);
        mock.setExpectedMessageCount(1);
        mock.assertIsSatisfied(30_000);
        return mock.getExchanges().get(0).getMessage();
    }

    private static InputStream part(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
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
}
