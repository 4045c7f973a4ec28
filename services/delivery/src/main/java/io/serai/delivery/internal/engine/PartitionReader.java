package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.store.LogSlice;
import io.serai.store.OwnedPartition;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks one partition for one subscription and hands out what is to be delivered. Touched only inside the
 * subscription's mailbox.
 *
 * <p>What holds it up, and what lets it go on:
 *
 * <ol>
 *   <li>the end of the log – a commit;
 *   <li>too many events open between the cursor and it – the oldest being settled;
 *   <li>the horizon of a crash – its being raised in the store;
 *   <li>an event that may have ended the process, while another such is under way – the end of that one.
 * </ol>
 */
final class PartitionReader {

    private static final int SLICE = 64;
    private static final int SCANNED_AT_ONCE = 512;
    /** So far a reader may be ahead of its cursor. */
    private static final int MAX_AHEAD = 4_096;

    // asked for again so soon, the horizon is put farther
    private static final int HORIZON_MIN = 16;
    private static final int HORIZON_MAX = 256;
    private static final Duration HORIZON_OFTEN = Duration.ofMillis(250);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    final OwnedPartition partition;
    final KeptRows rows;
    final KeyOrder keys = new KeyOrder();
    final CursorBook.Entry saved;
    final AtomicBoolean woken = new AtomicBoolean();

    /** Deliveries that have a row and go on, by offset. */
    final Map<Long, Delivery> active = new HashMap<>();

    /** Dead letters that keep their key blocked. */
    final Set<Long> holds = new HashSet<>();

    private final Set<Long> keptAhead = new HashSet<>();

    private final Cursor cursor;
    private final long began;
    private final Environment environment;
    private final Wakes wakes;
    private final Mailbox mailbox;
    private final Consumer<PartitionReader> goOn;
    private Iterator<StoredEvent> slice = List.<StoredEvent>of().iterator();
    private long sliceEnd;
    private @Nullable StoredEvent pending;
    private long suspectEnd;
    private int horizonStep = HORIZON_MIN;
    private long horizonRaisedAt;
    private boolean raisingHorizon;
    private boolean tooFarAhead;

    /** How the events in flight were begun: a change waits until they are settled, for a marker to tell the truth. */
    private boolean ordered;

    private boolean reordering;
    private boolean moreToScan;
    private boolean closed;

    /** Letters that are dead. */
    int dead;

    /** It stands in the queue of readers. */
    boolean queued;

    /**
     * A reader that begins at the saved cursor.
     *
     * @param goOn asks for {@link #next} to be called again
     */
    PartitionReader(
            OwnedPartition partition,
            CursorBook.Entry saved,
            KeptRows rows,
            Environment environment,
            Wakes wakes,
            Mailbox mailbox,
            Consumer<PartitionReader> goOn) {
        this.partition = partition;
        this.saved = saved;
        this.rows = rows;
        this.environment = environment;
        this.wakes = wakes;
        this.mailbox = mailbox;
        this.goOn = goOn;
        began = saved.next();
        cursor = new Cursor(began);
        sliceEnd = began;
        suspectEnd = partition.afterUncleanEnd() ? Math.min(saved.savedHorizon(), partition.committed()) : 0;
    }

    boolean closed() {
        return closed || !partition.owned();
    }

    void close() {
        closed = true;
        rows.close();
    }

    /** A row keeps the event: it is not to be met again. */
    void keptAlready(long offset) {
        if (offset >= cursor.next()) {
            keptAhead.add(offset);
        }
    }

    /** What was read ahead is used up. */
    boolean sliceDone() {
        return pending == null && !slice.hasNext();
    }

    long cursorNext() {
        return cursor.next();
    }

    long readTo() {
        return cursor.read();
    }

    /** More may be there at once, though {@link #next} answered nothing: it had looked at enough. */
    boolean moreToScan() {
        return moreToScan && !closed();
    }

    /**
     * The next delivery to start, or null where something holds the reader up.
     *
     * @param now the subscription as it is now
     * @param mayStartSuspect no other event that may have ended the process is under way
     */
    @Nullable
    Delivery next(Active now, boolean mayStartSuspect) {
        moreToScan = false;
        Delivery walked = nextWalked(now::wants);
        if (walked != null || moreToScan) {
            return walked;
        }
        if (ordered != now.ordered()) {
            reordering = cursor.next() < cursor.read();
            if (reordering) {
                return null;
            }
            ordered = now.ordered();
        }
        Delivery found = null;
        for (int scanned = 0; found == null; scanned++) {
            if (scanned >= SCANNED_AT_ONCE) {
                moreToScan = true;
                break;
            }
            StoredEvent event = peek(now);
            if (event == null) {
                break;
            }
            long offset = event.position().offset();
            if ((!keptAhead.isEmpty() && keptAhead.remove(offset)) || !now.wants(event)) {
                pending = null;
                cursor.readTo(offset + 1);
                continue;
            }
            boolean suspect = offset < suspectEnd;
            if ((suspect && !mayStartSuspect) || !mayBegin(offset)) {
                break;
            }
            pending = null;
            found = open(event, suspect);
        }
        settle();
        moreToScan |= found == null && walkWaits();
        return found;
    }

    /** The log is to be walked for a key that was blocked. */
    boolean walkWaits() {
        return keys.nextWalk(cursor.read()) != null;
    }

    private @Nullable Delivery open(StoredEvent event, boolean suspect) {
        Delivery delivery = new Delivery(this, event.position().offset(), event.key());
        delivery.suspect = suspect;
        delivery.keyed = ordered || keys.marker(delivery.key).isPresent();
        KeyOrder.Turn turn = delivery.keyed ? keys.meet(delivery) : KeyOrder.Turn.GO;
        if (turn == KeyOrder.Turn.KEPT) {
            cursor.readTo(delivery.offset + 1);
            return null;
        }
        delivery.event = event;
        delivery.ticket = cursor.open(delivery.offset);
        return turn == KeyOrder.Turn.GO ? delivery : null;
    }

    /** The event to look at next; it stays until {@code pending} is emptied. */
    private @Nullable StoredEvent peek(Active now) {
        if (pending == null) {
            if (!slice.hasNext()) {
                sliceEnd = wakes.skip(
                        partition.number(), sliceEnd, now.subscription().types());
                cursor.readTo(sliceEnd);
                if (partition.committed() <= sliceEnd) {
                    return null;
                }
                LogSlice read = partition.read(sliceEnd, SLICE);
                slice = read.events().iterator();
                boolean stuck = read.next() <= sliceEnd;
                sliceEnd = read.next();
                if (!slice.hasNext()) {
                    cursor.readTo(sliceEnd);
                    moreToScan = !stuck && partition.committed() > sliceEnd;
                    return null;
                }
            }
            pending = slice.next();
        }
        return pending;
    }

    private boolean mayBegin(long offset) {
        tooFarAhead = offset - cursor.next() >= MAX_AHEAD;
        if (tooFarAhead) {
            return false;
        }
        long horizon = saved.savedHorizon();
        if (!raisingHorizon && offset + horizonStep / 2 >= horizon) {
            raiseHorizon(offset);
        }
        return offset < horizon;
    }

    private void raiseHorizon(long offset) {
        long now = environment.timer().nanos();
        boolean often = now - horizonRaisedAt < HORIZON_OFTEN.toNanos();
        horizonStep = often ? Math.min(HORIZON_MAX, horizonStep * 2) : HORIZON_MIN;
        horizonRaisedAt = now;
        raisingHorizon = true;
        saved.raise(offset + horizonStep).whenComplete((raised, failure) -> {
            if (failure == null) {
                mailbox.post(this::horizonRaised);
            } else if (!closed()) {
                environment.timer().schedule(AGAIN_AFTER, () -> mailbox.post(this::horizonRaised));
            }
        });
    }

    private void horizonRaised() {
        raisingHorizon = false;
        goOn.accept(this);
    }

    private @Nullable Delivery nextWalked(Predicate<StoredEvent> wanted) {
        for (KeyOrder.Key key = keys.nextWalk(cursor.read()); key != null; key = keys.nextWalk(cursor.read())) {
            Long remembered = key.pollRemembered();
            if (remembered != null) {
                Delivery found = walkedTo(key, remembered, wanted);
                if (found != null) {
                    return found;
                }
            } else if (key.searchFrom >= 0 && key.searchFrom < cursor.read()) {
                LogSlice read = partition.read(key.searchFrom, SLICE);
                for (StoredEvent event : read.events()) {
                    long offset = event.position().offset();
                    if (offset >= cursor.read()) {
                        break;
                    }
                    key.searchFrom = offset + 1;
                    if (event.key().equals(key.name)) {
                        Delivery found = walkedTo(key, offset, wanted);
                        if (found != null) {
                            return found;
                        }
                    }
                }
                key.searchFrom = Math.max(key.searchFrom, Math.min(read.next(), cursor.read()));
                moreToScan = true;
                return null;
            } else {
                String name = key.name;
                if (keys.walkedToEnd(key, cursor.read())) {
                    rows.unmark(name, cursor.read());
                }
            }
        }
        return null;
    }

    private @Nullable Delivery walkedTo(KeyOrder.Key key, long offset, Predicate<StoredEvent> wanted) {
        if (offset < key.marker) {
            return null;
        }
        StoredEvent event = read(offset);
        if (event == null || !wanted.test(event) || rows.find(offset).isPresent()) {
            return null;
        }
        Delivery delivery = new Delivery(this, offset, key.name);
        delivery.event = event;
        delivery.keyed = true;
        delivery.walked = true;
        keys.found(key, delivery);
        return delivery;
    }

    /** The event at the offset; null where it was removed. */
    @Nullable
    StoredEvent read(long offset) {
        for (StoredEvent event : partition.read(offset, 1).events()) {
            if (event.position().offset() == offset) {
                return event;
            }
        }
        return null;
    }

    /** The event is delivered, or a durable row keeps it. */
    void close(Delivery delivery) {
        Cursor.Ticket ticket = delivery.ticket;
        if (ticket != null) {
            delivery.ticket = null;
            cursor.close(ticket);
            settle();
            if (tooFarAhead || reordering) {
                goOn.accept(this);
            }
        }
    }

    /** Where it began in this process. */
    long began() {
        return began;
    }

    boolean blocked(StoredEvent event) {
        return event.position().offset() < cursor.read()
                && keys.blocks(event.key(), event.position().offset());
    }

    boolean open(long offset) {
        return cursor.isOpen(offset);
    }

    /** The place of a walk, for a crash not to begin it anew. */
    void keepWalk(Delivery delivery) {
        keys.marker(delivery.key).ifPresent(next -> rows.mark(Map.of(delivery.key, new BlockedKeyRow(next)), false));
    }

    private void settle() {
        saved.move(cursor.next());
        rows.removePassed();
    }
}
