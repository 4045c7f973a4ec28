package io.serai.delivery.simulation;

import io.serai.delivery.EventFilter;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Policy;
import io.serai.delivery.Policy.Backoff;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import io.serai.delivery.support.Policies;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A subscription of the simulated world.
 *
 * @param subscription as it is declared at first
 * @param changed as it is declared after a change; the same where it never changes
 * @param late it is declared when the world has been running for a while
 * @param doomed it is deleted one day
 * @param replies its target answers with an event
 * @param hangs so many of a hundred attempts get no answer in time
 */
record Spec(Subscription subscription, Subscription changed, boolean late, boolean doomed, boolean replies, int hangs) {

    static final int NO_OUTAGE = 1_000_000;

    static List<Spec> all() {
        return List.of(
                spec(
                        "billing",
                        "*",
                        "",
                        Policies.policy().attempts(3).fixed(seconds(2)).concurrency(3),
                        false,
                        false,
                        3),
                spec(
                        "careful",
                        "order.*",
                        "",
                        Policies.policy()
                                .attempts(2)
                                .fixed(seconds(1))
                                .blocksKey()
                                .failEvent(),
                        false,
                        false,
                        3),
                spec(
                        "fast",
                        "*",
                        "",
                        Policies.policy().attempts(2).fixed(seconds(3)).unordered(),
                        false,
                        false,
                        1),
                spec(
                        "picky",
                        "*",
                        "subject LIKE '%1' OR subject LIKE '%2'",
                        Policies.policy()
                                .attempts(4)
                                .backoff(Backoff.EXPONENTIAL, seconds(1), 2, seconds(20), 0)
                                .failEvent(),
                        false,
                        false,
                        2),
                spec(
                        "shaky",
                        "order.*",
                        "",
                        Policies.policy().attempts(3).fixed(seconds(1)).outage(3, seconds(5)),
                        false,
                        false,
                        8),
                spec(
                        "slow",
                        "*",
                        "",
                        Policies.policy()
                                .attempts(3)
                                .fixed(seconds(4))
                                .concurrency(1)
                                .failEvent()
                                .unordered(),
                        false,
                        false,
                        20),
                spec("late", "*", "", Policies.policy().attempts(2).fixed(seconds(2)), true, false, 2),
                spec("doomed", "*", "", Policies.policy().attempts(2).fixed(seconds(2)), false, true, 2));
    }

    private static Spec spec(
            String name, String types, String filter, Policies policy, boolean late, boolean doomed, int hangs) {
        Policy built = policy.timeout(seconds(10)).build();
        Policy withoutOutage = name.equals("shaky")
                ? built
                : policy.outage(NO_OUTAGE, seconds(5)).build();
        Subscription declared = new Subscription(
                name,
                EventTypes.parse(types),
                filter.isEmpty() ? Optional.empty() : Optional.of(EventFilter.parse(filter)),
                withoutOutage,
                late ? new StartAt.Now() : new StartAt.Beginning(),
                "the simulation");
        return new Spec(declared, changed(declared), late, doomed, name.equals("slow"), hangs);
    }

    private static Subscription changed(Subscription declared) {
        return switch (declared.name()) {
            case "billing" ->
                declared.with(changed(declared.policy(), declared.policy().rate(), Policy.Order.NONE));
            case "fast" ->
                declared.with(changed(declared.policy(), declared.policy().rate(), Policy.Order.KEY));
            case "picky" ->
                declared.with(changed(
                        declared.policy(), OptionalInt.of(20), declared.policy().order()));
            case "shaky" ->
                new Subscription(
                        declared.name(),
                        EventTypes.parse("*"),
                        declared.filter(),
                        declared.policy(),
                        declared.start(),
                        declared.origin());
            default -> declared;
        };
    }

    private static Policy changed(Policy policy, OptionalInt rate, Policy.Order order) {
        return new Policy(
                policy.name(),
                policy.retry(),
                policy.timeout(),
                policy.concurrency(),
                rate,
                order,
                policy.outage(),
                policy.deadLetter());
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    String name() {
        return subscription.name();
    }

    Policy policy() {
        return subscription.policy();
    }

    boolean hasOutages() {
        return policy().outage().after() < NO_OUTAGE;
    }

    static boolean wants(Subscription subscription, StoredEvent event) {
        return subscription.types().match(event.type())
                && subscription
                        .filter()
                        .map(filter -> filter.match(event.event()))
                        .orElse(true);
    }
}
