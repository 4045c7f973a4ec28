package io.serai.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.DeadLetter;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The routes that come with Serai do what they say. */
@SeraiTest(routes = "../../routes")
class ShippedRoutesTest {

    @Autowired
    Serai serai;

    @Test
    void anOrderFromKafkaIsBilled() throws Exception {
        MockEndpoint billing = serai.target("http://127.0.0.1:8090/billing");
        billing.expectedMessageCount(1);
        billing.expectedHeaderReceived("ce-subject", "o-1");
        serai.arrive("kafka:orders", "{\"orderId\":\"o-1\",\"amount\":12.5}");
        serai.settle();
        assertThat(serai.rejected()).isEmpty();
        billing.assertIsSatisfied();
    }

    @Test
    void anOrderThatDoesNotFitItsSchemaIsRejected() {
        serai.arrive("kafka:orders", "{\"orderId\":7}");
        assertThat(serai.events()).isEmpty();
        assertThat(serai.rejected()).singleElement().satisfies(input -> assertThat(input.code())
                .isEqualTo("schema"));
    }

    @Test
    void whatIsPaidIsShippedExpressWhereAskedFor() throws Exception {
        serai.target("jms:queue:shipping").expectedMessageCount(1);
        serai.target("jms:queue:shipping-express").expectedMessageCount(1);
        serai.publish("shop.order.paid", "o-1", "{\"orderId\":\"o-1\",\"express\":false}");
        serai.publish("shop.order.paid", "o-2", "{\"orderId\":\"o-2\",\"express\":true}");
        serai.settle();
        MockEndpoint.assertIsSatisfied(serai.target("jms:queue:shipping"), serai.target("jms:queue:shipping-express"));
    }

    @Test
    void aPaymentFromJmsIsInTheLedgerUnderItsOrder() throws Exception {
        MockEndpoint ledger = serai.target("kafka:ledger");
        ledger.expectedMessageCount(1);
        ledger.expectedHeaderReceived("kafka.KEY", "o-1");
        serai.arrive("jms:queue:payments", "{\"orderId\":\"o-1\"}");
        serai.settle();
        ledger.assertIsSatisfied();
    }

    @Test
    void anOrderThatCannotBeBilledIsGivenUpAndCustomerServiceHearsOfIt() throws Exception {
        serai.target("http://127.0.0.1:8090/billing").whenAnyExchangeReceived(exchange -> {
            throw new IOException("closed");
        });
        serai.target("http://127.0.0.1:8090/dead-letters").expectedMessageCount(1);
        serai.target("http://127.0.0.1:8090/customer-service").expectedMessageCount(1);
        serai.arrive("kafka:orders", "{\"orderId\":\"o-1\",\"amount\":12.5}");
        for (int attempt = 1; attempt <= 3; attempt++) {
            serai.advance(Duration.ofSeconds(3));
        }
        assertThat(serai.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.state())
                .isEqualTo(DeadLetter.State.DEAD));
        MockEndpoint.assertIsSatisfied(
                serai.target("http://127.0.0.1:8090/dead-letters"),
                serai.target("http://127.0.0.1:8090/customer-service"));
        assertThat(serai.events("shop.order.not-billed")).hasSize(1);
    }
}
