package io.serai.delivery.internal.engine;

import io.serai.delivery.SubscriptionState;
import io.serai.delivery.SubscriptionState.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One subscription as several nodes see it: what they count is added, of what they say the worst is told. */
final class StateSum {

    /** Of several nodes the first that one of them is in. */
    private static final List<Status> WORST_FIRST =
            List.of(Status.OUTAGE, Status.STARTING, Status.PAUSED, Status.ACTIVE, Status.DETACHED);

    private StateSum() {}

    /** In order of name. */
    static List<SubscriptionState> of(Collection<List<SubscriptionState>> nodes) {
        SortedMap<String, SubscriptionState> sums = new TreeMap<>();
        nodes.forEach(states -> states.forEach(state -> sums.merge(state.name(), state, StateSum::sum)));
        return List.copyOf(sums.values());
    }

    private static SubscriptionState sum(SubscriptionState one, SubscriptionState other) {
        SubscriptionState declared = one.status() == Status.DETACHED ? other : one;
        SubscriptionState failed = Stream.of(one, other)
                .max(Comparator.comparing(state -> state.lastErrorTime().orElse(Instant.MIN)))
                .orElseThrow();
        Optional<Instant> outage = Stream.of(one, other)
                .flatMap(state -> state.outageSince().stream())
                .min(Comparator.naturalOrder());
        return new SubscriptionState(
                one.name(),
                WORST_FIRST.get(Math.min(WORST_FIRST.indexOf(one.status()), WORST_FIRST.indexOf(other.status()))),
                declared.types(),
                declared.filter(),
                declared.policy(),
                declared.origin(),
                one.lag() + other.lag(),
                one.inFlight() + other.inFlight(),
                one.retrying() + other.retrying(),
                one.dead() + other.dead(),
                one.delivered() + other.delivered(),
                one.failedAttempts() + other.failedAttempts(),
                failed.lastError(),
                failed.lastErrorTime(),
                outage);
    }
}
