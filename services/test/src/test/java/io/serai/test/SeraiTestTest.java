package io.serai.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.Fate;
import io.serai.store.Appended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The kit, as somebody uses it who tests routes of their own. */
@SeraiTest(routes = "src/test/routes")
class SeraiTestTest {

    @Autowired
    Serai serai;

    @Test
    void whatArrivesIsAnEventAndIsDelivered() throws Exception {
        MockEndpoint queue = serai.target("jms:queue:reorder");
        queue.expectedMessageCount(1);
        queue.expectedHeaderReceived("cloudEvents_type", "shop.stock.changed");
        queue.expectedBodiesReceived("{\"reorder\":\"sku-1\"}");
        serai.target("http://warehouse:8080/stock").expectedMessageCount(2);

        Exchange arrived = serai.arrive("kafka:stock", "{\"sku\":\"sku-1\"}");
        assertThat(arrived.getException()).isNull();
        serai.settle();

        MockEndpoint.assertIsSatisfied(queue, serai.target("http://warehouse:8080/stock"));
        CloudEvent changed = serai.events("shop.stock.changed").get(0);
        CloudEvent reordered = serai.events("shop.stock.reordered").get(0);
        assertThat(changed.getId()).startsWith("stock-0-0-");
        assertThat(reordered.getExtension("causationid")).isEqualTo(changed.getId());
        assertThat(reordered.getExtension("correlationid")).isEqualTo(changed.getExtension("correlationid"));
    }

    @Test
    void theSameRecordTwiceIsOneEvent() {
        Map<String, Object> record = Map.of("kafka.OFFSET", 17);
        serai.arrive("stock-in", "{\"sku\":\"sku-1\"}", record);
        Exchange again = serai.arrive("stock-in", "{\"sku\":\"sku-1\"}", record);
        assertThat(again.getMessage().getHeader("CamelSeraiDuplicate")).isEqualTo(true);
        assertThat(serai.events()).extracting(CloudEvent::getType).containsOnlyOnce("shop.stock.changed");
    }

    @Test
    void aFailureIsRetriedWhenItsTimeComesAndGivenUpInTheEnd() throws Exception {
        MockEndpoint warehouse = serai.target("http://warehouse:8080/stock");
        warehouse.whenAnyExchangeReceived(exchange -> {
            throw new IOException("closed");
        });
        Appended stock = serai.publish("shop.stock.counted", "sku-1", "{}");

        serai.settle();
        assertThat(warehouse.getReceivedCounter()).isEqualTo(1);
        serai.advance(Duration.ofSeconds(9));
        assertThat(warehouse.getReceivedCounter()).isEqualTo(1);
        assertThat(serai.fate(stock, "warehouse").state()).isEqualTo(Fate.State.RETRYING);
        serai.advance(Duration.ofSeconds(1));
        assertThat(warehouse.getReceivedCounter()).isEqualTo(2);
        assertThat(warehouse.getExchanges().get(1).getMessage().getHeader("serai-attempt"))
                .isEqualTo("2");
        serai.advance(Duration.ofSeconds(10));

        assertThat(serai.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.subscription()).isEqualTo("warehouse");
            assertThat(letter.state()).isEqualTo(DeadLetter.State.DEAD);
            assertThat(letter.attempts()).isEqualTo(3);
        });
        assertThat(serai.target("kafka:dead").getExchanges()).singleElement().satisfies(dead -> assertThat(
                        dead.getMessage().getHeader("ce_type"))
                .isEqualTo("shop.stock.counted"));
    }

    @Test
    void whatCannotBecomeAnEventIsRejectedAndAcknowledged() {
        Exchange arrived = serai.arrive("kafka:stock", "no json");
        assertThat(arrived.getException()).isNull();
        assertThat(serai.events()).isEmpty();
        assertThat(serai.rejected()).singleElement().satisfies(input -> {
            assertThat(input.origin()).isEqualTo("kafka stock-0-0");
            assertThat(new String(input.body(), StandardCharsets.UTF_8)).isEqualTo("no json");
        });
    }

    @Test
    void aFilterDecides() {
        Appended other = serai.publish("shop.stock.changed", "other-1", "{}");
        serai.settle();
        assertThat(serai.fate(other, "reorder").state()).isEqualTo(Fate.State.NO_MATCH);
        assertThat(serai.target("jms:queue:reorder").getReceivedCounter()).isZero();
    }

    @Test
    void everyTestBeginsAtTheSameTimeWithAnEmptyLog() {
        assertThat(serai.now()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(serai.events()).isEmpty();
        serai.publish("t", "s", "{}");
    }

    @Test
    void aRouteThatIsNotThereIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> serai.arrive("kafka:nothing", "x"))
                .hasMessageStartingWith("no route is from 'kafka:nothing'; there are [")
                .hasMessageContaining("stock-in from kafka:stock");
    }
}
