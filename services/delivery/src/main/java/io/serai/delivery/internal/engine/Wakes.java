package io.serai.delivery.internal.engine;

import io.serai.delivery.EventTypes;
import io.serai.store.LogSlice;
import io.serai.store.OwnedPartition;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tells subscriptions of new events. Those that want one of them by its type are woken at once; the others pass the
 * events a little later, together and without reading them. So thirty subscriptions of which three want an event cost
 * little more than three.
 *
 * <p>Called by the thread that commits, one commit at a time; the subscriptions ask from their own.
 */
final class Wakes {

    /** So long a subscription that wants nothing of what is new may stand behind. */
    static final Duration CATCH_UP_AFTER = Duration.ofMillis(100);

    /** More than this at once is no commit: every subscription looks for itself. */
    private static final int MOST_EVENTS = 512;

    /** With more types a stretch says nothing. */
    private static final int MOST_TYPES = 32;

    private final Environment environment;
    private final Collection<SubscriptionRunner> runners;
    private final Map<Integer, Stretch> stretches = new ConcurrentHashMap<>();
    private final Set<Integer> grown = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean catchUpComes = new AtomicBoolean();

    Wakes(Environment environment, Collection<SubscriptionRunner> runners) {
        this.environment = environment;
        this.runners = runners;
    }

    /** The newest events of a partition, with the types that are among them. */
    private record Stretch(long from, long to, Set<String> types) {

        static Stretch empty(long at) {
            return new Stretch(at, at, Set.of());
        }
    }

    void taken(OwnedPartition partition) {
        stretches.put(partition.number(), Stretch.empty(partition.committed()));
    }

    void committed(OwnedPartition partition) {
        int number = partition.number();
        long to = partition.committed();
        Stretch before = stretches.getOrDefault(number, Stretch.empty(to));
        if (to <= before.to) {
            return;
        }
        Set<String> types = types(partition, before.to, to);
        stretches.put(number, types == null ? Stretch.empty(to) : extended(number, before, to, types));
        boolean left = false;
        for (SubscriptionRunner runner : runners) {
            Active active = runner.active().orElse(null);
            if (types == null
                    || active == null
                    || matchesAny(active.subscription().types(), types)) {
                runner.wake(number);
            } else {
                left = true;
            }
        }
        if (left) {
            grown.add(number);
            catchUpSoon();
        }
    }

    /** Null where there are too many events to look at. */
    private static @Nullable Set<String> types(OwnedPartition partition, long from, long to) {
        if (to - from > MOST_EVENTS) {
            return null;
        }
        LogSlice slice = partition.read(from, (int) (to - from));
        if (slice.next() < to) {
            return null;
        }
        Set<String> types = new HashSet<>();
        for (StoredEvent event : slice.events()) {
            types.add(event.type());
        }
        return types;
    }

    /** From one catching up to the next it is one stretch. */
    private Stretch extended(int number, Stretch before, long to, Set<String> types) {
        if (!grown.contains(number) || before.types.size() > MOST_TYPES) {
            return new Stretch(before.to, to, types);
        }
        types.addAll(before.types);
        return new Stretch(before.from, to, types);
    }

    /** Where a subscription of these types may read on, at the offset or after it. */
    long skip(int partition, long offset, EventTypes wanted) {
        Stretch stretch = stretches.get(partition);
        if (stretch == null || offset < stretch.from || offset >= stretch.to) {
            return offset;
        }
        return matchesAny(wanted, stretch.types) ? offset : stretch.to;
    }

    private static boolean matchesAny(EventTypes wanted, Set<String> types) {
        for (String type : types) {
            if (wanted.match(type)) {
                return true;
            }
        }
        return false;
    }

    private void catchUpSoon() {
        if (!catchUpComes.get() && catchUpComes.compareAndSet(false, true)) {
            environment
                    .timer()
                    .schedule(CATCH_UP_AFTER, () -> environment.executor().execute(this::catchUp));
        }
    }

    private void catchUp() {
        catchUpComes.set(false);
        for (Integer partition : grown) {
            grown.remove(partition);
            runners.forEach(runner -> runner.wake(partition));
        }
    }
}
