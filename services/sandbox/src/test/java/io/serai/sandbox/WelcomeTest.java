package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WelcomeTest {

    private final Welcome welcome = new Welcome(
            "http://127.0.0.1:1",
            "http://127.0.0.1:2",
            "http://127.0.0.1:3",
            "127.0.0.1:4",
            "tcp://127.0.0.1:5",
            "user admin, password secret");

    @Test
    void printsEveryAddressAndEveryExample() {
        assertThat(welcome.text())
                .contains("http://127.0.0.1:1", "http://127.0.0.1:2/actuator/hawtio", "user admin, password secret")
                .contains("http://127.0.0.1:3/jms/payments", "127.0.0.1:4", "tcp://127.0.0.1:5");
        welcome.examples().forEach(example -> assertThat(welcome.text())
                .contains(example.shows(), example.command().indent(2).stripTrailing()));
    }

    @Test
    void hasThreeExamplesThatGoToThePortsThatWereSet() {
        assertThat(welcome.examples()).hasSize(3).allSatisfy(example -> assertThat(example.command())
                .startsWith("curl -X POST http://127.0.0.1:")
                .containsAnyOf(":1/events", ":3/kafka/orders", ":3/jms/payments"));
    }
}
