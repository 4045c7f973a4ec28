package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRowCodec;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.OwnedPartition;
import io.serai.store.WorkUpdate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one subscription in one partition. Touched only inside the subscription's mailbox.
 *
 * <p>A row goes only when a durable cursor has passed its event. Otherwise a crash could bring the event back without
 * its row, and its attempts would begin anew. For the same reason it stays while a marker of its key stands before it:
 * the walk from there would meet the event.
 */
final class KeptRows {

    private final String subscription;
    private final OwnedPartition partition;
    private final CursorBook book;
    private final CursorBook.Entry cursor;
    private final Mailbox mailbox;

    // rows whose write is under way, or that somebody is at
    private final Map<Long, DeliveryRow> recent = new HashMap<>();
    private final Map<Long, Integer> writing = new HashMap<>();
    // by name of the row
    private final Map<String, Removal> removals = new LinkedHashMap<>();
    // by key: the marker as it was written last
    private final Map<String, Long> marked = new HashMap<>();
    private boolean savingCursor;
    private boolean closed;

    KeptRows(String subscription, CursorBook book, CursorBook.Entry cursor, Mailbox mailbox) {
        this.subscription = subscription;
        this.partition = book.partition();
        this.book = book;
        this.cursor = cursor;
        this.mailbox = mailbox;
    }

    /**
     * A row to be removed.
     *
     * @param after the offset that the durable cursor must have passed
     * @param key of the event
     * @param marker it is the marker of the key, not the row of an event
     */
    private record Removal(long after, String key, boolean marker) {}

    Map<Long, DeliveryRow> all() {
        Map<Long, DeliveryRow> rows = new TreeMap<>();
        partition
                .work(RowKeys.deliveries(subscription))
                .forEach((key, row) -> rows.put(RowKeys.offset(key), DeliveryRowCodec.decode(row)));
        return rows;
    }

    Map<String, BlockedKeyRow> markers() {
        String prefix = RowKeys.blockedKeys(subscription);
        Map<String, BlockedKeyRow> markers = new TreeMap<>();
        partition
                .work(prefix)
                .forEach((key, row) -> markers.put(key.substring(prefix.length()), BlockedKeyRow.decode(row)));
        markers.forEach((key, marker) -> marked.put(key, marker.next()));
        return markers;
    }

    Optional<DeliveryRow> find(long offset) {
        DeliveryRow known = recent.get(offset);
        if (known != null) {
            return Optional.of(known);
        }
        String key = RowKeys.delivery(subscription, offset);
        return Optional.ofNullable(partition.work(key).get(key)).map(DeliveryRowCodec::decode);
    }

    /**
     * Writes a row, and after it the marker of its key: the marker alone would say that the event is done.
     *
     * @param marker none: the key is not blocked by it
     */
    CompletableFuture<Void> put(long offset, DeliveryRow row, @Nullable BlockedKeyRow marker, boolean durable) {
        Map<String, byte[]> puts = new LinkedHashMap<>();
        puts.put(RowKeys.delivery(subscription, offset), DeliveryRowCodec.encode(row));
        if (marker != null) {
            puts.put(RowKeys.blockedKey(subscription, row.event().key()), marker.encode());
            marked.put(row.event().key(), marker.next());
        }
        puts.keySet().forEach(removals::remove);
        recent.put(offset, row);
        writing.merge(offset, 1, Integer::sum);
        return partition
                .write(new WorkUpdate(puts, Set.of(), durable))
                .whenComplete(
                        (written, failure) -> mailbox.post(() -> writing.computeIfPresent(offset, (key, count) -> {
                            if (count > 1) {
                                return count - 1;
                            }
                            recent.remove(offset);
                            return null;
                        })));
    }

    CompletableFuture<Void> mark(Map<String, BlockedKeyRow> markers, boolean durable) {
        Map<String, byte[]> puts = new HashMap<>();
        markers.forEach((key, marker) -> {
            puts.put(RowKeys.blockedKey(subscription, key), marker.encode());
            marked.put(key, marker.next());
        });
        puts.keySet().forEach(removals::remove);
        return partition.write(new WorkUpdate(puts, Set.of(), durable));
    }

    /** The delivery is done: its row goes, or says so until the cursor has passed it. */
    void done(long offset, DeliveryRow row, Instant now) {
        if (offset >= cursor.durableNext()) {
            put(offset, row.done(now), null, false);
        }
        remove(offset, row);
    }

    /** The row is not needed any more. */
    void remove(long offset, DeliveryRow row) {
        removals.put(
                RowKeys.delivery(subscription, offset),
                new Removal(offset, row.event().key(), false));
        removePassed();
    }

    /** The key is not blocked any more; the reader stands at the offset. */
    void unmark(String key, long reader) {
        removals.put(RowKeys.blockedKey(subscription, key), new Removal(reader - 1, key, true));
        removePassed();
    }

    /** Nothing is removed from now on: of a deleted subscription, no cursor would ever pass it. */
    void close() {
        closed = true;
    }

    /** Removes what may go; to be called when the cursor has moved. */
    void removePassed() {
        if (closed || removals.isEmpty()) {
            return;
        }
        long passed = cursor.durableNext();
        long next = cursor.next();
        // markers first: of what is removed together a power cut may take the later part
        Set<String> removes = new LinkedHashSet<>();
        boolean passedSoon = take(removal -> removal.marker, passed, next, removes);
        passedSoon |= take(removal -> !removal.marker, passed, next, removes);
        if (!removes.isEmpty()) {
            partition.write(new WorkUpdate(Map.of(), removes, false));
        }
        if (passedSoon && !savingCursor) {
            savingCursor = true;
            book.save(true)
                    .whenComplete((saved, failure) -> mailbox.post(() -> {
                        savingCursor = false;
                        if (failure == null) {
                            removePassed();
                        }
                    }));
        }
    }

    /** Answers whether more may go once the cursor is saved. */
    private boolean take(Predicate<Removal> kind, long passed, long next, Set<String> removes) {
        boolean passedSoon = false;
        for (Iterator<Map.Entry<String, Removal>> all = removals.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Removal> entry = all.next();
            Removal removal = entry.getValue();
            if (!kind.test(removal)
                    || (!removal.marker && marked.getOrDefault(removal.key, Long.MAX_VALUE) <= removal.after)) {
                continue;
            }
            if (removal.after < passed) {
                removes.add(entry.getKey());
                all.remove();
                if (removal.marker) {
                    marked.remove(removal.key);
                }
            } else {
                passedSoon |= removal.after < next;
            }
        }
        return passedSoon;
    }
}
