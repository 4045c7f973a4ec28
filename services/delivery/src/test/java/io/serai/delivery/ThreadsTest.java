package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.delivery.support.RecordingTarget;
import io.serai.store.memory.MemoryStore;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The hub on its own threads and the machine's own time, with many publishers at once. */
class ThreadsTest {

    private static final int PUBLISHERS = 8;
    private static final int EACH = 1_000;

    private final MemoryStore store = MemoryStore.create(8, Clock.systemUTC());
    private final EventHub hub = EventHub.builder(store).build();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        hub.close();
        store.close();
    }

    @Test
    void everyEventIsDeliveredInTheOrderOfItsKeyWhateverFails() throws InterruptedException {
        Checked quick = new Checked(0, 0);
        Checked failing = new Checked(10, 0);
        Checked slow = new Checked(5, 3);
        Policy policy = policy().attempts(100)
                .backoff(Policy.Backoff.FIXED, Duration.ofMillis(2), 1, Duration.ofMillis(2), 0)
                .build();
        subscribe("quick", policy, quick);
        subscribe("failing", policy, failing);
        subscribe("slow", policy, slow);

        publishAll();

        for (Checked target : new Checked[] {quick, failing, slow}) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(target.delivered).hasSize(PUBLISHERS * EACH));
        }
        assertThat(violations).isEmpty();
        await().untilAsserted(() -> assertThat(hub.deliveries().subscriptions()).allSatisfy(state -> {
            assertThat(state.lag()).isZero();
            assertThat(state.retrying()).isZero();
            assertThat(state.inFlight()).isZero();
            assertThat(state.status()).isEqualTo(SubscriptionState.Status.ACTIVE);
        }));
        await().untilAsserted(() -> {
            for (int partition = 0; partition < store.partitions(); partition++) {
                assertThat(store.work(partition, "delivery/")).isEmpty();
                assertThat(store.work(partition, "blocked/")).isEmpty();
            }
        });
    }

    @Test
    void aTargetThatBlocksHoldsUpOnlyItsOwnSubscription() throws InterruptedException {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Checked quick = new Checked(0, 0);
        subscribe("blocking", Policy.DEFAULT, attempt -> {
            gate.join();
            return CompletableFuture.completedFuture(Outcome.delivered());
        });
        subscribe("quick", Policy.DEFAULT, quick);

        publishAll();

        await().untilAsserted(() -> assertThat(quick.delivered).hasSize(PUBLISHERS * EACH));
        gate.complete(null);
        await().untilAsserted(() -> assertThat(
                        hub.deliveries().subscription("blocking").orElseThrow().lag())
                .isZero());
    }

    private void subscribe(String name, Policy policy, DeliveryTarget target) {
        hub.deliveries()
                .subscribe(
                        new Subscription(name, EventTypes.ALL, Optional.empty(), policy, new StartAt.Now(), "a test"),
                        target)
                .ready()
                .join();
    }

    private void publishAll() throws InterruptedException {
        Thread[] threads = new Thread[PUBLISHERS];
        for (int t = 0; t < PUBLISHERS; t++) {
            int publisher = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < EACH; i++) {
                    hub.publisher().publish(event(publisher, i)).join();
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static CloudEvent event(int publisher, int number) {
        return CloudEventBuilder.v1()
                .withId(publisher + "-" + number)
                .withSource(URI.create("/test"))
                .withType("order")
                .withSubject("k" + ThreadLocalRandom.current().nextInt(50))
                .build();
    }

    /** Fails and delays at random, and checks that no key is overtaken or in flight twice. */
    private final class Checked implements DeliveryTarget {

        private final Set<String> delivered = ConcurrentHashMap.newKeySet();
        private final Map<String, Long> begun = new ConcurrentHashMap<>();
        private final Set<String> running = ConcurrentHashMap.newKeySet();
        private final int failPercent;
        private final int delayMillis;

        private Checked(int failPercent, int delayMillis) {
            this.failPercent = failPercent;
            this.delayMillis = delayMillis;
        }

        @Override
        public CompletionStage<Outcome> deliver(Attempt attempt) {
            String key = attempt.event().key();
            long offset = attempt.event().position().offset();
            if (!running.add(key)) {
                violations.add(key + " is in flight twice at " + offset);
            }
            Long before = begun.put(key, offset);
            if (before != null && (before > offset || before == offset && attempt.number() == 1)) {
                violations.add(key + " began at " + offset + " after " + before);
            }
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            if (delayMillis == 0) {
                answer(attempt, answer);
            } else {
                CompletableFuture.delayedExecutor(
                                ThreadLocalRandom.current().nextInt(delayMillis), TimeUnit.MILLISECONDS)
                        .execute(() -> answer(attempt, answer));
            }
            return answer;
        }

        private void answer(Attempt attempt, CompletableFuture<Outcome> answer) {
            running.remove(attempt.event().key());
            if (ThreadLocalRandom.current().nextInt(100) < failPercent) {
                answer.complete(Outcome.failed(RecordingTarget.REFUSED));
            } else {
                if (!delivered.add(attempt.event().event().getId())) {
                    violations.add(attempt.event().position() + " is delivered twice");
                }
                answer.complete(Outcome.delivered());
            }
        }
    }
}
