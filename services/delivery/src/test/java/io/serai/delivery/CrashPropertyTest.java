package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.delivery.support.RecordingTarget;
import io.serai.delivery.support.RecordingTarget.Seen;
import io.serai.delivery.support.TestHub;
import io.serai.store.StoreException;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever ends when it does – in order, killed, or by a power cut in the middle of an attempt – nobody is skipped
 * (G4), attempts never go back (G6), and events of a key begin in their order.
 */
class CrashPropertyTest {

    /** What happens next. */
    enum Step {
        PUBLISH_3,
        PUBLISH_30,
        ANSWER_SOME,
        A_SECOND,
        A_MINUTE,
        DETACH_AND_ATTACH,
        REDRIVE_ALL,
        RESTART,
        KILL,
        CUT_POWER,
        CUT_POWER_IN_AN_ATTEMPT
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequency(
                        net.jqwik.api.Tuple.of(6, Step.PUBLISH_3),
                        net.jqwik.api.Tuple.of(4, Step.PUBLISH_30),
                        net.jqwik.api.Tuple.of(6, Step.ANSWER_SOME),
                        net.jqwik.api.Tuple.of(5, Step.A_SECOND),
                        net.jqwik.api.Tuple.of(3, Step.A_MINUTE),
                        net.jqwik.api.Tuple.of(1, Step.DETACH_AND_ATTACH),
                        net.jqwik.api.Tuple.of(2, Step.REDRIVE_ALL),
                        net.jqwik.api.Tuple.of(1, Step.RESTART),
                        net.jqwik.api.Tuple.of(2, Step.KILL),
                        net.jqwik.api.Tuple.of(2, Step.CUT_POWER),
                        net.jqwik.api.Tuple.of(3, Step.CUT_POWER_IN_AN_ATTEMPT))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
    void withOrder(@ForAll("steps") List<Step> steps, @ForAll long seed, @ForAll boolean blocksKey) {
        var policy =
                policy().attempts(4).fixed(Duration.ofSeconds(2)).concurrency(5).timeout(Duration.ofSeconds(20));
        new Run(seed, (blocksKey ? policy.blocksKey() : policy).build()).all(steps);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void withoutOrder(@ForAll("steps") List<Step> steps, @ForAll long seed) {
        new Run(
                        seed,
                        policy().attempts(4)
                                .fixed(Duration.ofSeconds(2))
                                .concurrency(5)
                                .timeout(Duration.ofSeconds(20))
                                .unordered()
                                .build())
                .all(steps);
    }

    private static final class Run {

        private final TestHub hub = TestHub.start(2);
        private final Random random;
        private final Policy policy;
        private final RecordingTarget target = new RecordingTarget(hub).answering(this::answer);
        private final Map<String, Integer> lastFailed = new HashMap<>();
        private final Set<String> delivered = new HashSet<>();
        private final Map<String, Long> begunByKey = new HashMap<>();
        private final List<AssertionError> violations = new ArrayList<>();
        private List<Open> open = new ArrayList<>();
        private Deliveries.Registration registration;
        private boolean cutInNextAttempt;
        private boolean healed;
        private int lives;

        private Run(long seed, Policy policy) {
            random = new Random(seed);
            this.policy = policy;
            subscribe();
        }

        private void all(List<Step> steps) {
            steps.forEach(this::step);
            heal();
            violations.stream().findFirst().ifPresent(violation -> {
                throw violation;
            });
            for (StoredEvent event : everything()) {
                String id = event.event().getId();
                Fate.State state = hub.deliveries().fates(event).get(0).state();
                assertThat(delivered.contains(id) || state == Fate.State.DEAD)
                        .as("%s is delivered or dead, it is %s", id, state)
                        .isTrue();
                assertThat(state).isIn(Fate.State.DELIVERED, Fate.State.DEAD, Fate.State.RESOLVED);
            }
            assertThat(hub.state("billing").lag()).isZero();
            assertThat(hub.state("billing").retrying()).isZero();
            for (int p = 0; p < 2; p++) {
                assertThat(hub.store.work(p, "blocked/")).isEmpty();
            }
            hub.close();
        }

        private List<StoredEvent> everything() {
            List<StoredEvent> events = new ArrayList<>();
            for (int p = 0; p < hub.store.partitions(); p++) {
                events.addAll(hub.store.read(p, 0, 100_000).events());
            }
            return events;
        }

        private void heal() {
            healed = true;
            cutInNextAttempt = false;
            answerAll();
            for (int i = 0; i < 20; i++) {
                hub.advance(Duration.ofMinutes(1));
                answerAll();
                redriveAll();
            }
            hub.advance(Duration.ofSeconds(1));
        }

        private void step(Step step) {
            switch (step) {
                case PUBLISH_3 -> publish(3);
                case PUBLISH_30 -> publish(30);
                case ANSWER_SOME -> answerSome();
                case A_SECOND -> hub.advance(Duration.ofSeconds(1));
                case A_MINUTE -> hub.advance(Duration.ofMinutes(1));
                case DETACH_AND_ATTACH -> {
                    registration.close();
                    publish(2);
                    subscribe();
                }
                case REDRIVE_ALL -> redriveAll();
                case RESTART -> again(hub::restart);
                case KILL -> again(hub::kill);
                case CUT_POWER -> again(hub::cutPower);
                case CUT_POWER_IN_AN_ATTEMPT -> {
                    cutInNextAttempt = true;
                    publish(5);
                    if (cutInNextAttempt) {
                        cutInNextAttempt = false;
                    } else {
                        again(hub::cutPower);
                    }
                }
            }
        }

        private void again(Runnable end) {
            lives++;
            open = new ArrayList<>();
            end.run();
            subscribe();
        }

        private void subscribe() {
            registration = hub.subscribe("billing", policy, target);
        }

        private void publish(int events) {
            for (int i = 0; i < events; i++) {
                try {
                    hub.publish("k" + random.nextInt(6));
                } catch (java.util.concurrent.CompletionException refused) {
                    assertThat(refused).hasCauseInstanceOf(StoreException.class);
                }
            }
        }

        private void redriveAll() {
            for (DeadLetter letter : hub.letters()) {
                if (letter.state() == DeadLetter.State.DEAD) {
                    hub.hub.deadLetters().redrive(letter.id(), "test", Optional.empty());
                    answerAllIfHealed();
                }
            }
        }

        private void answerAllIfHealed() {
            if (healed) {
                answerAll();
            }
        }

        private CompletionStage<Outcome> answer(Attempt attempt) {
            try {
                check(attempt);
            } catch (AssertionError violation) {
                // thrown from here it would be an answer
                violations.add(violation);
            }
            if (cutInNextAttempt && random.nextInt(3) == 0) {
                cutInNextAttempt = false;
                hub.store.crashLosingUnforced();
                return new CompletableFuture<>();
            }
            if (random.nextInt(4) == 0) {
                Open later = new Open(attempt, new CompletableFuture<>(), lives);
                open.add(later);
                return later.answer;
            }
            return CompletableFuture.completedFuture(outcome(attempt));
        }

        private Outcome outcome(Attempt attempt) {
            String id = attempt.event().event().getId();
            if (!healed && random.nextInt(3) == 0) {
                lastFailed.merge(id, attempt.number(), Math::max);
                return Outcome.failed(RecordingTarget.REFUSED);
            }
            delivered.add(id);
            return Outcome.delivered();
        }

        /** Attempts never go back, and the first attempts of a key are in order. */
        private void check(Attempt attempt) {
            StoredEvent event = attempt.event();
            String id = event.event().getId();
            assertThat(attempt.number())
                    .as("attempt at %s, of which attempt %s failed: %s", id, lastFailed.get(id), target.attempts())
                    .isGreaterThan(lastFailed.getOrDefault(id, 0));
            boolean first = target.seen.stream()
                            .map(Seen::attempt)
                            .filter(seen -> seen.event().position().equals(event.position()))
                            .count()
                    == 1;
            if (first && policy.order() == Policy.Order.KEY) {
                Long before = begunByKey.put(event.key(), event.position().offset());
                assertThat(event.position().offset())
                        .as("first attempt at %s of %s: %s", id, event.key(), target.attempts())
                        .isGreaterThan(before == null ? -1 : before);
            }
        }

        private void answerSome() {
            for (Open one : List.copyOf(open)) {
                if (random.nextBoolean()) {
                    open.remove(one);
                    one.answer.complete(outcome(one.attempt));
                }
            }
        }

        private void answerAll() {
            while (!open.isEmpty()) {
                Open one = open.remove(0);
                one.answer.complete(outcome(one.attempt));
            }
        }
    }

    private record Open(Attempt attempt, CompletableFuture<Outcome> answer, int life) {}
}
