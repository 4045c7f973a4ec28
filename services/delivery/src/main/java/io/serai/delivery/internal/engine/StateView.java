package io.serai.delivery.internal.engine;

import io.serai.delivery.EventFilter;
import io.serai.delivery.PartitionState;
import io.serai.delivery.Subscription;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.SubscriptionState.Status;
import io.serai.store.OwnedPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A subscription as people see it. */
final class StateView {

    private StateView() {}

    static SubscriptionState of(SubscriptionRunner runner, Collection<CursorBook> books, Wakes wakes, boolean joined) {
        Optional<Subscription> declared = runner.active().map(Active::subscription);
        long lag = 0;
        for (CursorBook book : books) {
            lag += book.find(runner.name())
                    .map(cursor -> lag(book, cursor, declared, wakes))
                    .orElse(0L);
        }
        Counters counters = runner.counters();
        Optional<Counters.LastError> error = Optional.ofNullable(counters.lastError);
        return new SubscriptionState(
                runner.name(),
                status(runner, joined),
                declared.map(subscription -> subscription.types().toString()).orElse(""),
                declared.flatMap(Subscription::filter).map(EventFilter::toString),
                declared.map(subscription -> subscription.policy().name()).orElse(""),
                declared.map(Subscription::origin).orElse(""),
                lag,
                runner.inFlight(),
                counters.retrying.get() + runner.waitingForKeys(),
                counters.dead.get(),
                counters.delivered.get(),
                counters.failed.get(),
                error.map(Counters.LastError::text),
                error.map(Counters.LastError::time),
                runner.gate().since());
    }

    /** Those that this node delivers. */
    static List<PartitionState> partitions(
            SubscriptionRunner runner, Collection<CursorBook> books, Wakes wakes, String node) {
        Optional<Subscription> declared = runner.active().map(Active::subscription);
        Map<Integer, Long> retrying = runner.ask(runner::retrying);
        List<PartitionState> states = new ArrayList<>();
        for (CursorBook book : books) {
            OwnedPartition partition = book.partition();
            if (partition.owned()) {
                book.find(runner.name())
                        .ifPresent(cursor -> states.add(new PartitionState(
                                partition.number(),
                                node,
                                partition.incarnation(),
                                cursor.savedNext(),
                                lag(book, cursor, declared, wakes),
                                retrying.getOrDefault(partition.number(), 0L))));
            }
        }
        return states;
    }

    private static long lag(CursorBook book, CursorBook.Entry cursor, Optional<Subscription> declared, Wakes wakes) {
        OwnedPartition partition = book.partition();
        // before the cursor: it may pass what is appended meanwhile
        long committed = partition.committed();
        long next = cursor.next();
        // what is not wanted counts as passed, though the cursor follows a moment later
        long passed = declared.map(by -> wakes.skip(partition.number(), next, by.types()))
                .orElse(next);
        return Math.max(0, committed - passed);
    }

    private static Status status(SubscriptionRunner runner, boolean joined) {
        if (runner.active().isEmpty()) {
            return Status.DETACHED;
        }
        if (!joined) {
            return Status.STARTING;
        }
        if (runner.paused() || runner.suspended()) {
            return Status.PAUSED;
        }
        return runner.gate().shut() ? Status.OUTAGE : Status.ACTIVE;
    }
}
