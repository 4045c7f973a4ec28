package io.serai.delivery.internal.engine;

import io.serai.store.LogSlice;
import io.serai.store.OwnedPartition;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells subscriptions of new events. Those that want one of them by its type are woken at once; the others pass the
 * events together, a little later, without reading them: thirty subscriptions of which three want an event cost little
 * more than three.
 *
 * <p>Called by the thread that commits, one commit at a time.
 */
final class Wakes {

    /** So long a subscription that wants nothing of what is new may stand behind. */
    static final Duration CATCH_UP_AFTER = Duration.ofMillis(100);

    /** More than this at once is no commit: every subscription looks for itself. */
    private static final int MOST = 512;

    private final Environment environment;
    private final Collection<SubscriptionRunner> runners;
    private final Map<Integer, Long> told = new ConcurrentHashMap<>();
    private final AtomicBoolean catchUpComes = new AtomicBoolean();

    Wakes(Environment environment, Collection<SubscriptionRunner> runners) {
        this.environment = environment;
        this.runners = runners;
    }

    void taken(OwnedPartition partition) {
        told.put(partition.number(), partition.committed());
    }

    void committed(OwnedPartition partition) {
        long to = partition.committed();
        long from = told.getOrDefault(partition.number(), to);
        if (to > from) {
            told.put(partition.number(), to);
        }
        List<StoredEvent> events = to > from && to - from <= MOST ? read(partition, from, to) : List.of();
        for (SubscriptionRunner runner : runners) {
            Active active = runner.active().orElse(null);
            if (active == null || events.isEmpty() || wantsAny(active, events)) {
                runner.wake(partition.number());
            } else {
                runner.pass(partition.number(), active, from, to);
                catchUpSoon();
            }
        }
    }

    /** Empty where others than the newest would have to be read from the store. */
    private static List<StoredEvent> read(OwnedPartition partition, long from, long to) {
        LogSlice slice = partition.read(from, (int) (to - from));
        return slice.next() == to ? slice.events() : List.of();
    }

    private static boolean wantsAny(Active active, List<StoredEvent> events) {
        for (StoredEvent event : events) {
            if (active.subscription().types().match(event.type())) {
                return true;
            }
        }
        return false;
    }

    private void catchUpSoon() {
        if (!catchUpComes.get() && catchUpComes.compareAndSet(false, true)) {
            environment
                    .timer()
                    .schedule(CATCH_UP_AFTER, () -> environment.executor().execute(() -> {
                        catchUpComes.set(false);
                        runners.forEach(SubscriptionRunner::catchUp);
                    }));
        }
    }
}
