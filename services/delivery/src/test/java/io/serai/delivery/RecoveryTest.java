package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.Policies;
import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.RecordingTarget.Seen;
import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A target that answers again after an outage, with a backlog before it and retries that are overdue: no stampede. */
class RecoveryTest {

    private static final int EVENTS = 500;
    private static final int KEYS = 100;
    private static final int OUTAGE_AFTER = 60;
    private static final int CONCURRENCY = 4;
    private static final int RATE = 20;
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final TestHub hub = TestHub.start();
    private final RecordingTarget target = new RecordingTarget(hub);
    private final Map<String, List<String>> published = new TreeMap<>();
    private final List<CompletableFuture<Outcome>> inFlight = new ArrayList<>();
    private int mostInFlight;

    private static Policies patient() {
        return policy().attempts(3)
                .fixed(Duration.ofMinutes(10))
                .concurrency(CONCURRENCY)
                .outage(OUTAGE_AFTER, PROBE);
    }

    /** Afterwards the target answers when told, not at once, and only what it sees from then on is written down. */
    private void downForAnHour(Policy policy) {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", policy, target);
        for (int n = 0; n < EVENTS; n++) {
            String key = "k" + n % KEYS;
            var event = hub.event("order", key);
            published.computeIfAbsent(key, k -> new ArrayList<>()).add(event.getId());
            hub.publish(event);
        }
        hub.advance(Duration.ofHours(1));
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
        assertThat(hub.state("billing").retrying()).isGreaterThanOrEqualTo(OUTAGE_AFTER);

        target.seen.clear();
        target.answering(attempt -> {
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            inFlight.add(answer);
            mostInFlight = Math.max(mostInFlight, inFlight.size());
            return answer;
        });
    }

    private void answerAll() {
        answerAll(Outcome.delivered());
    }

    private void answerAll(Outcome outcome) {
        for (CompletableFuture<Outcome> answer : List.copyOf(inFlight)) {
            inFlight.remove(answer);
            answer.complete(outcome);
        }
    }

    private void drain() {
        for (int step = 0; step < 10 * EVENTS && hub.state("billing").delivered() < EVENTS; step++) {
            answerAll();
            hub.advance(Duration.ofMillis(10));
        }
        assertThat(hub.state("billing").delivered()).isEqualTo(EVENTS);
    }

    @Test
    void oneSingleProbeIsMadeAndNothingElseBeforeItIsAnswered() {
        downForAnHour(patient().build());

        hub.advance(PROBE);
        assertThat(target.seen).hasSize(1);
        hub.advance(PROBE.multipliedBy(3));
        assertThat(target.seen).hasSize(1);

        answerAll();
        assertThat(target.seen).hasSize(1 + CONCURRENCY);
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
    }

    @Test
    void overdueRetriesAndTheBacklogDrainWithinTheConcurrency() {
        downForAnHour(patient().build());
        hub.advance(PROBE);
        drain();

        assertThat(mostInFlight).isEqualTo(CONCURRENCY);
    }

    @Test
    void overdueRetriesAndTheBacklogDrainAtTheRate() {
        downForAnHour(patient().rate(RATE).build());
        hub.advance(PROBE);
        drain();

        // a tenth of a second's worth may come at once
        int aSecond = RATE + RATE / 10;
        for (int n = 0; n + aSecond < target.seen.size(); n++) {
            assertThat(Duration.between(
                            target.seen.get(n).time(),
                            target.seen.get(n + aSecond).time()))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
        assertThat(mostInFlight).isLessThanOrEqualTo(CONCURRENCY);
    }

    @Test
    void theOutageUsedUpNoAttemptsAndEachEventIsSentOnceInTheOrderOfItsKey() {
        downForAnHour(patient().build());
        hub.advance(PROBE);
        drain();

        assertThat(hub.letters()).isEmpty();
        assertThat(target.seen.stream().filter(seen -> seen.number() == 2)).hasSize(OUTAGE_AFTER);
        assertThat(target.seen.stream().filter(seen -> seen.number() == 1)).hasSize(EVENTS - OUTAGE_AFTER);
        published.forEach((key, ids) -> assertThat(target.seen.stream()
                        .filter(seen -> seen.key().equals(key))
                        .map(Seen::id))
                .containsExactlyElementsOf(ids));
    }

    @Test
    void aTargetThatGoesDownAgainDuringTheDrainIsLeftAloneAgain() {
        downForAnHour(patient().build());
        hub.advance(PROBE);
        answerAll();

        target.failing(RecordingTarget.DOWN);
        answerAll(Outcome.failed(RecordingTarget.DOWN));
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.OUTAGE);
        int seen = target.seen.size();
        hub.advance(PROBE);
        assertThat(target.seen).hasSize(seen + 1);
    }

    @Test
    void withoutAnOutageRuleTheAttemptsAreUsedUp() {
        target.failing(RecordingTarget.DOWN);
        hub.subscribe("billing", patient().outage(Integer.MAX_VALUE, PROBE).build(), target);
        for (int n = 0; n < 50; n++) {
            hub.publish("k" + n);
        }
        hub.advance(Duration.ofHours(1));

        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.ACTIVE);
        assertThat(hub.letters()).hasSize(50).allSatisfy(letter -> assertThat(letter.attempts())
                .isEqualTo(3));
        assertThat(target.seen).hasSize(150);
    }
}
