package io.serai.delivery.internal.engine;

import io.serai.delivery.Catalog;
import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRow.State;
import io.serai.delivery.internal.rows.DeliveryRowCodec;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.OwnedPartition;
import io.serai.store.Retention;
import io.serai.store.StoredEvent;
import io.serai.store.WorkUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From time to time removes the events whose type says how long they are kept, one partition after the other:
 *
 * <ol>
 *   <li>Make the cursors durable: no crash takes one back below what is removed.
 *   <li>Look what is still needed: events that have a delivery row, and later events of a blocked key. A letter that is
 *       resolved or discarded goes itself once it is as old, and no reader can come to its event again. What was seen is made durable: no power cut brings back a
 *       row whose event is removed.
 *   <li>Let the store remove what is old enough, below all cursors, and not needed.
 * </ol>
 *
 * <p>How old something is says the clock; but a clock that is set ahead while the process runs is not believed before the
 * next start: what it makes old by mistake would be gone for good.
 */
final class RetentionRounds {

    static final Duration EVERY = Duration.ofMinutes(10);

    /** Not worth a word. */
    private static final Duration CLOCK_DRIFT = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(RetentionRounds.class);

    private final Environment environment;
    private final Supplier<Collection<CursorBook>> books;
    private final Instant began;
    private final long beganNanos;
    private volatile boolean toldOfClock;
    private volatile boolean closed;

    RetentionRounds(Environment environment, Supplier<Collection<CursorBook>> books) {
        this.environment = environment;
        this.books = books;
        this.began = environment.now();
        this.beganNanos = environment.timer().nanos();
    }

    void start() {
        environment.timer().schedule(EVERY, () -> environment.executor().execute(() -> {
            if (!closed) {
                round().whenComplete((done, failure) -> start());
            }
        }));
    }

    void close() {
        closed = true;
    }

    private CompletableFuture<Void> round() {
        Catalog catalog = environment.catalog();
        return catalog.removesEvents()
                ? next(List.copyOf(books.get()).iterator(), catalog)
                : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> next(Iterator<CursorBook> left, Catalog catalog) {
        if (closed || !left.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        CursorBook book = left.next();
        return removeExpired(book, catalog)
                .handle((removed, failure) -> {
                    if (failure != null && book.partition().owned()) {
                        LOG.warn(
                                "expired events of partition {} stay until the next round: {}",
                                book.partition().number(),
                                String.valueOf(Unwrapped.of(failure)));
                    }
                    return left;
                })
                .thenComposeAsync(rest -> next(rest, catalog), environment.executor());
    }

    private Instant now() {
        Instant clock = environment.now();
        Instant passed = began.plusNanos(environment.timer().nanos() - beganNanos);
        if (clock.isAfter(passed.plus(CLOCK_DRIFT)) && !toldOfClock) {
            toldOfClock = true;
            LOG.warn(
                    "the clock is {} ahead of the time that has passed since the start: until the next start retention"
                            + " removes so much later",
                    Duration.between(passed, clock));
        }
        return clock.isBefore(passed) ? clock : passed;
    }

    private CompletableFuture<Long> removeExpired(CursorBook book, Catalog catalog) {
        Expiry expiry = new Expiry(catalog, now());
        OwnedPartition partition = book.partition();
        return book.save(true)
                .thenComposeAsync(
                        saved -> {
                            long before = book.durablyPassed();
                            Set<String> over = expiry.read(partition, before);
                            return partition
                                    .write(new WorkUpdate(Map.of(), over, true))
                                    .thenCompose(written -> partition.remove(before, expiry));
                        },
                        environment.executor());
    }

    /** What of one partition is old enough, and what of it is needed. */
    private static final class Expiry implements Retention {

        private final Catalog catalog;
        private final Instant now;
        private final Set<Long> kept = new HashSet<>();
        private final Map<String, Long> blockedFrom = new HashMap<>();

        Expiry(Catalog catalog, Instant now) {
            this.catalog = catalog;
            this.now = now;
        }

        /**
         * Answers which rows are over, and old enough to go.
         *
         * @param before all cursors have passed what is below, durably
         */
        Set<String> read(OwnedPartition partition, long before) {
            partition
                    .work(RowKeys.BLOCKED_KEYS)
                    .forEach((key, marker) -> blockedFrom.merge(
                            RowKeys.keyBlocked(key),
                            BlockedKeyRow.decode(marker).next(),
                            Math::min));
            Set<String> over = new HashSet<>();
            partition.work(RowKeys.DELIVERIES).forEach((key, encoded) -> {
                DeliveryRow row = DeliveryRowCodec.decode(encoded);
                long offset = RowKeys.offset(key);
                if (over(row) && offset < before && !waits(row.event().key(), offset)) {
                    over.add(key);
                } else {
                    kept.add(offset);
                }
            });
            return over;
        }

        private boolean waits(String key, long offset) {
            return offset >= blockedFrom.getOrDefault(key, Long.MAX_VALUE);
        }

        private boolean over(DeliveryRow row) {
            return (row.state() == State.RESOLVED || row.state() == State.DISCARDED)
                    && expiredBefore(row.event().type())
                            .filter(row.since()::isBefore)
                            .isPresent();
        }

        @Override
        public Optional<Instant> expiredBefore(String type) {
            return catalog.type(type).flatMap(Catalog.EventType::retention).map(now::minus);
        }

        @Override
        public boolean needed(StoredEvent event) {
            long offset = event.position().offset();
            return kept.contains(offset) || waits(event.key(), offset);
        }
    }
}
