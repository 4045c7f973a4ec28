package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.CursorRow;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.NotOwnerException;
import io.serai.store.OwnedPartition;
import io.serai.store.WorkUpdate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cursors of all subscriptions in one partition. They move in memory and are saved together, a little later: what a
 * crash takes is delivered again.
 *
 * <p>How far a crash reaches is known: no event is begun at or above the subscription's horizon, and the horizon is
 * raised in the store first.
 */
final class CursorBook {

    static final Duration SAVE_AFTER = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(CursorBook.class);

    private final OwnedPartition partition;
    private final Environment environment;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicBoolean saveComes = new AtomicBoolean();

    CursorBook(OwnedPartition partition, Environment environment) {
        this.partition = partition;
        this.environment = environment;
        byte[] row = partition.work(RowKeys.CURSORS).get(RowKeys.CURSORS);
        if (row != null) {
            CursorRow.decode(row).cursors().forEach((name, at) -> entries.put(name, new Entry(at)));
        }
    }

    OwnedPartition partition() {
        return partition;
    }

    Optional<Entry> find(String subscription) {
        return Optional.ofNullable(entries.get(subscription));
    }

    /** Whether nobody reads the partition. */
    boolean unused() {
        return entries.isEmpty();
    }

    Set<String> subscriptions() {
        return new TreeSet<>(entries.keySet());
    }

    /** The first cursor of a subscription; completes when it is durable. One that is there stays. */
    CompletableFuture<Entry> begin(String subscription, long offset) {
        Entry entry = entries.computeIfAbsent(subscription, name -> new Entry(new CursorRow.At(offset, offset)));
        return save(true).thenApply(saved -> entry);
    }

    /** Forgets a subscription; completes when durable. */
    CompletableFuture<Void> forget(String subscription) {
        return entries.remove(subscription) == null ? CompletableFuture.completedFuture(null) : save(true);
    }

    /** Saves all cursors as they are now. */
    synchronized CompletableFuture<Void> save(boolean durable) {
        Map<String, CursorRow.At> now = new HashMap<>();
        entries.forEach((name, entry) -> now.put(name, entry.now()));
        WorkUpdate update = new WorkUpdate(Map.of(RowKeys.CURSORS, new CursorRow(now).encode()), Set.of(), durable);
        return partition.write(update).thenRun(() -> saved(now, durable));
    }

    private void saved(Map<String, CursorRow.At> kept, boolean durable) {
        kept.forEach((name, at) -> {
            Entry entry = entries.get(name);
            if (entry != null) {
                entry.saved(at, durable);
            }
        });
        tellPassed();
    }

    /** Tells the store what all have passed: it may be packed. */
    void tellPassed() {
        partition.passed(least(Entry::next));
    }

    /** No subscription comes back to what is below, whatever happens. */
    long durablyPassed() {
        return least(Entry::durableNext);
    }

    private long least(ToLongFunction<Entry> cursor) {
        long committed = partition.committed();
        return entries.values().stream().mapToLong(cursor).reduce(committed, Math::min);
    }

    private void saveSoon() {
        if (!saveComes.get() && saveComes.compareAndSet(false, true)) {
            environment
                    .timer()
                    .schedule(SAVE_AFTER, () -> environment.executor().execute(this::saveNow));
        }
    }

    private void saveNow() {
        saveComes.set(false);
        save(false).whenComplete((saved, failure) -> {
            if (failure != null && partition.owned() && !notOwner(failure)) {
                LOG.warn(
                        "cursors of partition {} are not saved, trying again: {}",
                        partition.number(),
                        failure.toString());
                saveSoon();
            }
        });
    }

    static boolean notOwner(@Nullable Throwable failure) {
        return Unwrapped.of(failure) instanceof NotOwnerException;
    }

    /** The cursor of one subscription. Moved by its subscription alone, read by all. */
    final class Entry {

        private volatile long next;
        private volatile long savedNext;
        private volatile long horizon;
        private volatile long savedHorizon;
        private volatile long durableNext;

        private Entry(CursorRow.At at) {
            next = at.next();
            savedNext = at.next();
            horizon = at.horizon();
            savedHorizon = at.horizon();
            durableNext = at.next();
        }

        long next() {
            return next;
        }

        /** On all copies: an owner after this one begins there. */
        long savedNext() {
            return savedNext;
        }

        /** Events below it may be begun. */
        long savedHorizon() {
            return savedHorizon;
        }

        /** A power cut cannot take the cursor back below it. */
        long durableNext() {
            return durableNext;
        }

        /** Everything below is settled. */
        void move(long to) {
            if (to != next) {
                next = to;
                saveSoon();
            }
        }

        /** Asks for a horizon; completes when it is saved. */
        CompletableFuture<Void> raise(long to) {
            horizon = Math.max(horizon, to);
            return save(false);
        }

        private CursorRow.At now() {
            long settled = next;
            return new CursorRow.At(settled, Math.max(settled, horizon));
        }

        private synchronized void saved(CursorRow.At at, boolean durable) {
            savedNext = Math.max(savedNext, at.next());
            savedHorizon = Math.max(savedHorizon, at.horizon());
            if (durable) {
                durableNext = Math.max(durableNext, at.next());
            }
        }
    }
}
