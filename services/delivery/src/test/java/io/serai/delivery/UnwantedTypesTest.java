package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events of types that a subscription does not want are passed without being read, and none is passed wrongly. */
class UnwantedTypesTest {

    private final TestHub hub = TestHub.start(1);
    private final RecordingTarget target = new RecordingTarget(hub);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void deliversAtOnceWhatIsWantedAmongTheUnwanted() {
        subscribe("invoice");
        publish("order", 5);
        publish("invoice", 1);
        publish("order", 5);
        publish("invoice", 1);

        assertThat(target.attempts()).containsExactly("e6#1", "e12#1");
    }

    @Test
    void passesTheUnwantedALittleLater() {
        subscribe("invoice");
        publish("order", 5);
        assertThat(hub.state("billing").lag()).isZero();

        hub.advance(Duration.ofMillis(200));
        hub.kill();

        assertThat(hub.state("billing").lag()).as("what was passed is kept").isZero();
        assertThat(target.seen).isEmpty();
    }

    @Test
    void readsWhatWasUnwantedBeforeASubscriptionChangedItsTypes() {
        Deliveries.Registration first = subscribe("invoice");
        publish("invoice", 1);
        publish("order", 5);
        first.close();

        subscribe("order");

        assertThat(target.attempts()).containsExactly("e1#1", "e2#1", "e3#1", "e4#1", "e5#1", "e6#1");
    }

    @Test
    void forgetsNothingOverARestart() {
        subscribe("invoice");
        publish("order", 5);
        publish("invoice", 1);
        publish("order", 5);
        hub.kill();
        publish("invoice", 1);

        subscribe("invoice");

        assertThat(target.attempts()).startsWith("e6#1").endsWith("e12#1");
        hub.advance(Duration.ofSeconds(1));
        assertThat(hub.state("billing").lag()).isZero();
    }

    private Deliveries.Registration subscribe(String types) {
        return hub.subscribe("billing", types, Optional.empty(), Policy.DEFAULT, new StartAt.Beginning(), target);
    }

    private void publish(String type, int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(hub.event(type, "k" + i));
        }
    }
}
