package io.serai.delivery;

import static io.serai.delivery.support.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.support.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Definitions that change in a running hub: for attempts from then on, and nothing is lost meanwhile. */
class RedefineTest {

    private final TestHub hub = TestHub.start(1);
    private final List<String> delivered = new ArrayList<>();
    private final DeliveryTarget noting = attempt -> {
        delivered.add(attempt.event().event().getId());
        return CompletableFuture.completedFuture(Outcome.delivered());
    };

    private static Definitions definitions(Policy policy, Subscription... declared) {
        Map<String, Definitions.Declared> subscriptions = new TreeMap<>();
        for (Subscription one : declared) {
            subscriptions.put(one.name(), new Definitions.Declared(one, Optional.empty()));
        }
        return new Definitions(subscriptions, Map.of(policy.name(), policy), Catalog.EMPTY);
    }

    private static Subscription subscription(String types, Policy policy) {
        return new Subscription(
                "billing", EventTypes.parse(types), Optional.empty(), policy, new StartAt.Beginning(), "a test");
    }

    @Test
    void otherTypesHoldForWhatIsReadFromNowOn() {
        hub.deliveries().subscribe(subscription("order", Policy.DEFAULT), noting);
        hub.publish(hub.event("order", "a"));
        hub.publish(hub.event("payment", "a"));
        // what is not wanted is passed a moment later
        hub.advance(Duration.ofMillis(100));

        hub.hub.redefine(definitions(Policy.DEFAULT, subscription("payment", Policy.DEFAULT)));
        hub.publish(hub.event("order", "a"));
        hub.publish(hub.event("payment", "a"));

        hub.advance(Duration.ofMillis(100));

        assertThat(delivered).containsExactly("e1", "e4");
        assertThat(hub.state("billing").types()).isEqualTo("payment");
        assertThat(hub.state("billing").lag()).isZero();
        assertThat(hub.hub.definitions().subscriptions()).containsKey("billing");
    }

    @Test
    void orderBeginsWhenWhatWasBegunWithoutItIsSettled() {
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        DeliveryTarget held = attempt -> {
            delivered.add(attempt.event().event().getId());
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        };
        Policy unordered = policy().unordered().build();
        Policy ordered = policy().build();
        hub.deliveries().subscribe(subscription("*", unordered), held);
        hub.publish("a");
        hub.publish("a");

        hub.hub.redefine(definitions(ordered, subscription("*", ordered)));
        hub.publish("a");
        hub.publish("a");

        assertThat(delivered).containsExactly("e1", "e2");
        answers.get(1).complete(Outcome.delivered());
        assertThat(delivered).containsExactly("e1", "e2");
        answers.get(0).complete(Outcome.delivered());
        assertThat(delivered).containsExactly("e1", "e2", "e3");
        answers.get(2).complete(Outcome.delivered());
        assertThat(delivered).containsExactly("e1", "e2", "e3", "e4");
    }

    @Test
    void anAttemptThatRunsEndsUnderThePolicyItBeganWith() {
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        DeliveryTarget held = attempt -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        };
        Policy once = policy().attempts(1).build();
        Policy patient = policy().attempts(5).build();
        hub.deliveries().subscribe(subscription("*", once), held);
        hub.publish("a");

        hub.hub.redefine(definitions(patient, subscription("*", patient)));
        hub.publish("b");
        answers.forEach(answer -> answer.complete(Outcome.failed(Failure.of(new IllegalStateException("not today")))));

        assertThat(hub.letters()).extracting(DeadLetter::subject).containsExactly(Optional.of("a"));
        assertThat(hub.state("billing").retrying()).isEqualTo(1);
        hub.advance(Duration.ofSeconds(2));
        assertThat(answers).hasSize(3);
    }

    @Test
    void aSubscriptionOfARouteTakesThePolicyOfTheSameName() {
        Policy slow = policy().concurrency(1).build();
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        hub.deliveries().subscribe(subscription("*", slow), attempt -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        });
        hub.publish("a");
        hub.publish("b");
        hub.publish("c");
        assertThat(answers).hasSize(1);

        hub.hub.redefine(definitions(policy().concurrency(2).build()));

        assertThat(answers).hasSize(2);
    }

    @Test
    void aCatalogueWithAnUnusableSchemaChangesNothing() {
        hub.deliveries().subscribe(subscription("order", Policy.DEFAULT), noting);
        Definitions before = hub.hub.definitions();
        Catalog broken = new Catalog(Map.of(
                "order",
                new Catalog.EventType(
                        "order",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Catalog.Schema("order.json", "{\"type\": 7}")),
                        Optional.empty(),
                        Optional.empty())));

        assertThatThrownBy(() -> hub.hub.redefine(new Definitions(
                        definitions(Policy.DEFAULT, subscription("payment", Policy.DEFAULT))
                                .subscriptions(),
                        Map.of(),
                        broken)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(hub.hub.definitions()).isSameAs(before);
        assertThat(hub.state("billing").types()).isEqualTo("order");
        hub.publish("a");
        assertThat(delivered).containsExactly("e1");
    }

    @Test
    void aTargetTakenAwayAndGivenBackGoesOnWhereItStopped() throws Exception {
        Deliveries.Registration first = hub.deliveries().subscribe(subscription("*", Policy.DEFAULT), noting);
        hub.publish("a");
        first.close();
        hub.publish("b");
        assertThat(hub.state("billing").status()).isEqualTo(SubscriptionState.Status.DETACHED);
        assertThat(hub.state("billing").lag()).isEqualTo(1);

        hub.deliveries().subscribe(subscription("*", Policy.DEFAULT), noting);

        assertThat(delivered).containsExactly("e1", "e2");
    }
}
