package io.serai.store.log;

import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to the owners of their partitions, in order:
 *
 * <ol>
 *   <li>An event whose partition is not owned here joins the line of that partition; and so does every later one, until
 *       the line is empty.
 *   <li>What was handed to this node's own lane before is let through first. What the lane could not write, because the
 *       partition was lost meanwhile, comes to the head of the line.
 *   <li>All lines of one owner go in one message, one message at a time: what comes meanwhile gathers for the next. A
 *       line whose owner is this node goes to its lane.
 *   <li>What an owner did not take, because it is the owner no more or gone, comes back to the head of its line and goes
 *       to the next owner. It may be stored there already: then it is a duplicate.
 *   <li>An event that found no owner in time is refused.
 * </ol>
 */
final class Forwarding {

    static final String APPEND = "append";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 2_048;
    private static final long MOST_BYTES = 4 << 20;

    private final Calls calls;
    private final Duration patience;
    private final IntPredicate owned;
    private final IntFunction<Lane> lanes;

    /** 1 where a partition has a line; read without the lock. */
    private final AtomicIntegerArray busy;

    /** What is below, under the lock of this object. */
    private final Map<Integer, Line> lines = new TreeMap<>();

    private final Set<Member> asked = new HashSet<>();
    private boolean waking;
    private boolean closed;

    Forwarding(Calls calls, LogSettings settings, IntPredicate owned, IntFunction<Lane> lanes) {
        this.calls = calls;
        this.patience = settings.ownerWait();
        this.owned = owned;
        this.lanes = lanes;
        this.busy = new AtomicIntegerArray(settings.partitions());
    }

    /** Whether an event of the partition must come here, to stay behind those before it. */
    boolean busy(int partition) {
        return busy.get(partition) != 0;
    }

    void post(List<PendingAppend> appends) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Line> begun = new ArrayList<>();
        boolean refused;
        synchronized (this) {
            refused = closed;
            for (PendingAppend append : refused ? List.<PendingAppend>of() : appends) {
                append.waitUntil(deadline);
                Line line = line(append.partition);
                line.waiting.add(append);
                drain(line, begun);
            }
        }
        if (refused) {
            appends.forEach(Forwarding::refuseClosed);
            return;
        }
        begun.forEach(this::letThrough);
        if (begun.isEmpty()) {
            pump();
        }
    }

    /** Of the lane, in the order in which it had them. */
    void returned(List<PendingAppend> appends) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Line> begun = new ArrayList<>();
        boolean refused;
        synchronized (this) {
            refused = closed;
            for (PendingAppend append : refused ? List.<PendingAppend>of() : appends) {
                append.waitUntil(deadline);
                Line line = line(append.partition);
                line.returned.add(append);
                line.drained = false;
                drain(line, begun);
            }
        }
        if (refused) {
            appends.forEach(Forwarding::refuseClosed);
        }
        begun.forEach(this::letThrough);
    }

    private Line line(int partition) {
        busy.set(partition, 1);
        return lines.computeIfAbsent(partition, Line::new);
    }

    private static void drain(Line line, List<Line> begun) {
        if (!line.drained && !line.draining) {
            line.draining = true;
            begun.add(line);
        }
    }

    private void letThrough(Line line) {
        lanes.apply(line.partition).post(() -> {
            synchronized (this) {
                line.draining = false;
                line.drained = true;
                putBack(line, line.returned);
                line.returned.clear();
            }
            pump();
        });
    }

    private static void putBack(Line line, List<PendingAppend> appends) {
        for (int i = appends.size() - 1; i >= 0; i--) {
            line.waiting.addFirst(appends.get(i));
        }
    }

    /** Sends whatever can be sent now. */
    private void pump() {
        Round round = next();
        while (round != null) {
            round.expired.forEach(this::refuseExpired);
            round.shipments.forEach(this::ship);
            round = round.isEmpty() ? null : next();
        }
    }

    private synchronized Round next() {
        Round round = new Round(new ArrayList<>(), new ArrayList<>());
        Map<Member, Shipment> loading = new HashMap<>();
        Link link = calls.link();
        boolean unfinished = false;
        for (Line line : List.copyOf(lines.values())) {
            expire(line, round.expired);
            if (line.drained && !line.underWay && !line.waiting.isEmpty()) {
                Optional<Member> owner = link == null ? Optional.empty() : link.owner(line.partition);
                if (owned.test(line.partition)) {
                    // under the lock: who sees no line any more posts behind
                    lanes.apply(line.partition).post(List.copyOf(line.waiting));
                    line.waiting.clear();
                } else if (link != null && owner.isPresent() && !owner.get().equals(link.self())) {
                    load(line, owner.get(), loading);
                } else {
                    unfinished = true;
                }
            }
            forget(line);
        }
        round.shipments.addAll(loading.values());
        loading.keySet().forEach(asked::add);
        if (unfinished && !waking) {
            waking = true;
            calls.later(this::wake);
        }
        return round;
    }

    private void wake() {
        synchronized (this) {
            waking = false;
        }
        pump();
    }

    private void expire(Line line, List<PendingAppend> expired) {
        long now = System.nanoTime();
        while (!line.waiting.isEmpty()
                && (closed || now - line.waiting.getFirst().deadline() > 0)) {
            expired.add(line.waiting.removeFirst());
        }
    }

    private void load(Line line, Member owner, Map<Member, Shipment> loading) {
        if (asked.contains(owner)) {
            return;
        }
        Shipment shipment = loading.computeIfAbsent(owner, Shipment::new);
        while (!line.waiting.isEmpty() && shipment.hasRoom(line.waiting.getFirst())) {
            shipment.add(line.waiting.removeFirst());
            if (!line.underWay) {
                line.underWay = true;
                shipment.lines.add(line);
            }
        }
    }

    private void forget(Line line) {
        if (line.waiting.isEmpty() && line.returned.isEmpty() && !line.underWay && !line.draining) {
            lines.remove(line.partition);
            busy.set(line.partition, 0);
        }
    }

    private void ship(Shipment shipment) {
        calls.ask(shipment.owner, APPEND, AppendCodec.question(shipment.appends))
                .whenComplete((answer, failure) -> arrived(shipment, answer, failure));
    }

    private void arrived(Shipment shipment, byte @Nullable [] answer, @Nullable Throwable thrown) {
        List<AppendCodec.Answer> answers = AppendCodec.answers(answer, thrown, shipment.appends.size());
        boolean astray = false;
        synchronized (this) {
            asked.remove(shipment.owner);
            for (Line line : shipment.lines) {
                List<PendingAppend> back = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                    PendingAppend append = shipment.appends.get(i);
                    if (append.partition == line.partition && answers.get(i).astray()) {
                        back.add(append);
                    }
                }
                putBack(line, back);
                line.underWay = !back.isEmpty();
                astray |= line.underWay;
            }
        }
        for (int i = 0; i < answers.size(); i++) {
            if (!answers.get(i).astray()) {
                answers.get(i).give(shipment.appends.get(i));
            }
        }
        if (astray) {
            // the owner of some is about to change
            calls.later(() -> release(shipment));
        }
        pump();
    }

    private void release(Shipment shipment) {
        synchronized (this) {
            shipment.lines.forEach(line -> line.underWay = false);
        }
        pump();
    }

    private void refuseExpired(PendingAppend append) {
        append.refuse(new StoreUnavailableException(
                "partition " + append.partition + " has had no owner that answers for " + patience.toSeconds()
                        + " s; the same event again is stored once",
                RETRY_AFTER));
    }

    private static void refuseClosed(PendingAppend append) {
        append.refuse(new StoreUnavailableException("the store has ended", RETRY_AFTER));
    }

    /** What waits is refused, and whatever comes later. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        pump();
    }

    /** What waits for one partition. */
    private static final class Line {

        private final int partition;
        private final Deque<PendingAppend> waiting = new ArrayDeque<>();

        /** Of the lane; they stand before those that wait. */
        private final List<PendingAppend> returned = new ArrayList<>();

        private boolean draining;
        private boolean drained;
        private boolean underWay;

        Line(int partition) {
            this.partition = partition;
        }
    }

    /** What can be done at once. */
    private record Round(List<PendingAppend> expired, List<Shipment> shipments) {

        boolean isEmpty() {
            return expired.isEmpty() && shipments.isEmpty();
        }
    }

    /** What goes to one owner in one message. */
    private static final class Shipment {

        private final Member owner;
        private final List<PendingAppend> appends = new ArrayList<>();
        private final Set<Line> lines = new HashSet<>();
        private long bytes;

        Shipment(Member owner) {
            this.owner = owner;
        }

        boolean hasRoom(PendingAppend next) {
            return appends.isEmpty() || appends.size() < MOST_AT_ONCE && bytes + next.record.length <= MOST_BYTES;
        }

        void add(PendingAppend append) {
            appends.add(append);
            bytes += append.record.length;
        }
    }
}
