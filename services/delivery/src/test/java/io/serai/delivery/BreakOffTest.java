package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A target is taken away, as at every stop of the hub, while attempts are in flight. */
class BreakOffTest {

    private static final Outcome BROKEN = Outcome.failed(Failure.of(new InterruptedException("the route ends")));

    private final TestHub hub = TestHub.start();
    private final List<CompletableFuture<Outcome>> open = new ArrayList<>();
    private final RecordingTarget target = new RecordingTarget(hub).answering(attempt -> {
        open.add(new CompletableFuture<>());
        return open.get(open.size() - 1);
    });
    private final Policy once =
            policy().attempts(1).timeout(Duration.ofSeconds(30)).build();

    @Test
    void anAttemptThatFailsThenIsNotCountedAndMadeAgain() {
        Deliveries.Registration registration = hub.subscribe("billing", once, target);
        hub.publish("a");
        registration.close();
        open.get(0).complete(BROKEN);
        assertThat(hub.letters()).isEmpty();

        target.delivering();
        hub.subscribe("billing", once, target);

        assertThat(target.attempts()).containsExactly("e1#1", "e1#1");
        assertThat(hub.state("billing").delivered()).isEqualTo(1);
        assertThat(hub.letters()).isEmpty();
    }

    @Test
    void itIsMadeAgainAfterTheNextStart() {
        Deliveries.Registration registration = hub.subscribe("billing", once, target);
        hub.publish("a");
        registration.close();
        open.get(0).complete(BROKEN);
        hub.restart();

        target.delivering();
        hub.subscribe("billing", once, target);

        assertThat(target.attempts()).containsExactly("e1#1", "e1#1");
        assertThat(hub.letters()).isEmpty();
    }

    @Test
    void oneThatIsNeverAnsweredIsMadeAgainToo() {
        Deliveries.Registration registration = hub.subscribe("billing", once, target);
        hub.publish("a");
        registration.close();
        hub.advance(Duration.ofMinutes(1));

        target.delivering();
        hub.subscribe("billing", once, target);

        assertThat(target.attempts()).containsExactly("e1#1", "e1#1");
        assertThat(hub.letters()).isEmpty();
    }

    @Test
    void oneThatSucceedsThenIsDelivered() {
        Deliveries.Registration registration = hub.subscribe("billing", once, target);
        hub.publish("a");
        registration.close();
        open.get(0).complete(Outcome.delivered());
        hub.restart();
        hub.subscribe("billing", once, target);

        assertThat(target.attempts()).containsExactly("e1#1");
    }

    @Test
    void eventsOfItsKeyStillWaitForIt() {
        Deliveries.Registration registration = hub.subscribe("billing", once, target);
        hub.publish("a");
        hub.publish("a");
        registration.close();
        open.get(0).complete(BROKEN);
        target.delivering();
        hub.subscribe("billing", once, target);

        assertThat(target.attempts()).containsExactly("e1#1", "e1#1", "e2#1");
    }
}
