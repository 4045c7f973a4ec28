package io.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a subscription begins, and when it counts as ready; the steps are those of {@code Joining}. */
class StartTest {

    private final TestHub hub = TestHub.start(4);
    private final RecordingTarget target = new RecordingTarget(hub);

    private Deliveries.Registration subscribe(StartAt start) {
        return hub.subscribe("billing", "*", Optional.empty(), Policy.DEFAULT, start, target);
    }

    @Test
    void fromNowOnGetsWhatIsPublishedAfterReady() {
        hub.publish("a");
        var registration = subscribe(new StartAt.Now());
        assertThat(registration.ready()).isCompleted();
        hub.publish("b");

        assertThat(target.attempts()).containsExactly("e2#1");
    }

    @Test
    void fromTheBeginningGetsEverything() {
        hub.publish("a");
        hub.publish("b");
        subscribe(new StartAt.Beginning());
        hub.publish("c");

        assertThat(target.attempts()).containsExactlyInAnyOrder("e1#1", "e2#1", "e3#1");
    }

    @Test
    void fromATimeGetsWhatWasRecordedThenOrLater() {
        hub.publish("a");
        hub.advance(Duration.ofHours(1));
        Instant time = hub.time.instant();
        hub.publish("b");
        hub.advance(Duration.ofHours(1));
        hub.publish("c");
        subscribe(new StartAt.Time(time));

        assertThat(target.attempts()).containsExactlyInAnyOrder("e2#1", "e3#1");
    }

    @Test
    void readyMeansThatAPowerCutDoesNotSkipAnything() {
        hub.publish("a");
        assertThat(subscribe(new StartAt.Now()).ready()).isCompleted();

        hub.cutPower();
        hub.publish("b");
        subscribe(new StartAt.Now());

        assertThat(target.attempts()).containsExactly("e2#1");
    }

    @Test
    void aKnownSubscriptionGoesOnAndItsStartIsNotLookedAt() {
        subscribe(new StartAt.Now());
        hub.restart();
        hub.publish("a");
        subscribe(new StartAt.Now());

        assertThat(target.attempts()).containsExactly("e1#1");
        hub.restart();
        subscribe(new StartAt.Beginning());
        assertThat(target.attempts()).containsExactly("e1#1");
    }

    @Test
    void aSubscriptionWithoutATargetKeepsItsCursors() {
        subscribe(new StartAt.Now()).close();
        hub.publish("a");
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.DETACHED);
        assertThat(hub.state("billing").lag()).isEqualTo(1);
        hub.restart();
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.DETACHED);
        assertThat(hub.state("billing").lag()).isEqualTo(1);

        subscribe(new StartAt.Now());

        assertThat(target.attempts()).containsExactly("e1#1");
    }

    @Test
    void aNameHasOneTargetAtATime() {
        subscribe(new StartAt.Now());

        assertThatThrownBy(() -> subscribe(new StartAt.Now()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("subscription 'billing' of a test has a target already, from a test;"
                        + " give one of them another name");
    }

    @Test
    void aNewTargetTakesOverWithANewDeclaration() {
        RecordingTarget second = new RecordingTarget(hub);
        subscribe(new StartAt.Now()).close();
        hub.publish("a");
        hub.publish(hub.event("refund", "b"));
        hub.subscribe("billing", "refund", Optional.empty(), Policy.DEFAULT, new StartAt.Now(), second);

        assertThat(target.seen).isEmpty();
        assertThat(second.attempts()).containsExactly("e2#1");
    }

    @Test
    void aDeletedSubscriptionLeavesNothing() {
        target.failing(RecordingTarget.REFUSED);
        var registration = subscribe(new StartAt.Beginning());
        hub.publish("a");
        assertThat(hub.deliveries().delete("billing")).isCompletedExceptionally();

        registration.close();
        hub.deliveries().delete("billing").join();

        assertThat(hub.deliveries().subscriptions()).isEmpty();
        for (int p = 0; p < 4; p++) {
            assertThat(hub.store.work(p, "delivery/")).isEmpty();
            assertThat(hub.store.work(p, "blocked/")).isEmpty();
        }
        assertThat(hub.store.control().scan("subscription/")).isEmpty();
        target.delivering();
        subscribe(new StartAt.Beginning());
        assertThat(target.attempts()).containsExactly("e1#1", "e1#1");
    }
}
