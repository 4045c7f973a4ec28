package io.serai.delivery.internal.engine;

import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.delivery.Subscription;
import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.EventFacts;
import io.serai.delivery.internal.rows.SubscriptionRow;
import io.serai.store.OwnedPartition;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one subscription, over all partitions that this node owns, for the life of the hub: targets come and go.
 *
 * <p>Everything happens in its mailbox, one thing at a time. A turn of it
 *
 * <ol>
 *   <li>takes what came in: answers, commits, time-outs, durable writes;
 *   <li>starts what is ready – retries that are due, events whose key became free – and then what the readers find, as
 *       long as there are slots, the rate allows it and the target is not down.
 * </ol>
 *
 * <p>A subscription thus never waits for another, and publishing for none.
 */
final class SubscriptionRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionRunner.class);
    private static final int STARTS_AT_ONCE = 256;
    /** With so many retries waiting, reading stops: memory stays bounded. */
    private static final int MAX_RETRYING = 10_000;

    private final String name;
    private final Environment environment;
    private final Wakes wakes;
    private final Mailbox mailbox;
    private final Counters counters = new Counters();
    private final Attempts attempts;
    private final RetryQueue retries;
    private final Settlement settlement;
    private final IntentWorker intents;
    private final LetterDesk letterDesk;
    private final OutageGate gate = new OutageGate(Integer.MAX_VALUE);
    private final Map<Integer, PartitionReader> readers = new ConcurrentHashMap<>();
    private final Queue<PartitionReader> woken = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();

    // touched only in the mailbox
    private final ArrayDeque<PartitionReader> reading = new ArrayDeque<>();
    private final ArrayDeque<Delivery> ready = new ArrayDeque<>();
    private final List<Delivery> lost = new ArrayList<>();
    private RateLimiter rate = new RateLimiter(OptionalInt.empty());
    private @Nullable Delivery suspect;
    private boolean rateTimerArmed;
    private boolean probeTimerArmed;
    private boolean probeFromLog;

    private volatile @Nullable Active active;
    private volatile boolean paused;
    private volatile boolean suspended;

    SubscriptionRunner(String name, Environment environment, Wakes wakes) {
        this.name = name;
        this.wakes = wakes;
        this.environment = environment;
        mailbox = new Mailbox(environment.executor(), this::work);
        attempts = new Attempts(name, environment, mailbox, this::ended);
        retries = new RetryQueue(environment, mailbox);
        intents = new IntentWorker(name, environment, mailbox);
        settlement = new Settlement(
                name, environment, mailbox, counters, gate, ready::add, retries::add, this::queue, intents::start);
        letterDesk = new LetterDesk(name, environment, mailbox, counters, settlement, this::reader, retries::add);
    }

    String name() {
        return name;
    }

    Counters counters() {
        return counters;
    }

    Optional<Active> active() {
        return Optional.ofNullable(active);
    }

    boolean paused() {
        return paused;
    }

    boolean suspended() {
        return suspended;
    }

    int inFlight() {
        return attempts.inFlight();
    }

    OutageGate gate() {
        return gate;
    }

    /** Gives it a target. */
    void attach(Subscription subscription, DeliveryTarget target) {
        synchronized (this) {
            Active before = active;
            if (before != null) {
                throw new IllegalArgumentException("subscription '" + name + "' of "
                        + subscription.origin() + " has a target already, from "
                        + before.subscription().origin() + "; give one of them another name");
            }
            active = Active.of(subscription, target);
            // until it is known whether somebody paused it
            paused = true;
            suspended = false;
        }
        mailbox.post(() -> {
            gate.answered();
            gate.limit(subscription.policy().outage().after());
            rate = new RateLimiter(subscription.policy().rate());
            readers.values().forEach(this::queue);
        });
    }

    /** Changes what is declared of it while it has a target; attempts in flight end under what they began with. */
    void redeclare(UnaryOperator<Subscription> change) {
        Policy before;
        Policy policy;
        synchronized (this) {
            Active now = active;
            if (now == null) {
                return;
            }
            Subscription changed = change.apply(now.subscription());
            if (changed.equals(now.subscription())) {
                return;
            }
            before = now.policy();
            policy = changed.policy();
            active = Active.of(changed, now.target());
        }
        mailbox.post(() -> {
            gate.limit(policy.outage().after());
            if (!policy.rate().equals(before.rate())) {
                rate = new RateLimiter(policy.rate());
            }
            readers.values().forEach(this::queue);
        });
    }

    /** Takes the target away; what is in flight ends. */
    synchronized void detach() {
        int left = attempts.inFlight();
        if (active != null && left > 0) {
            LOG.warn(
                    "subscription '{}': {} {} left in flight; what of them does not succeed is made again, uncounted,"
                            + " when the subscription has a target again, after a stop at the next start",
                    name,
                    left,
                    left == 1 ? "attempt is" : "attempts are");
        }
        active = null;
    }

    /** Pauses or goes on as the control table says now: whatever was asked of this node, another may have written later. */
    synchronized void followPause() {
        paused = environment
                .store()
                .control()
                .get(SubscriptionRow.PAUSED_PREFIX + name)
                .isPresent();
        mailbox.wake();
    }

    void suspend(boolean now) {
        suspended = now;
        mailbox.wake();
    }

    /** The partition's log has grown. Any thread. */
    void wake(int partition) {
        PartitionReader reader = readers.get(partition);
        if (reader != null && !reader.woken.get() && reader.woken.compareAndSet(false, true)) {
            woken.add(reader);
        }
        if (!called.get() && called.compareAndSet(false, true)) {
            mailbox.wake();
        }
    }

    /** This node delivers the partition from now on. */
    CompletableFuture<Void> take(CursorBook book, CursorBook.Entry cursor) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        mailbox.post(() -> {
            try {
                open(book, cursor);
                taken.complete(null);
            } catch (RuntimeException failed) {
                LOG.error(
                        "subscription '{}': partition {} cannot be delivered: {}",
                        name,
                        book.partition().number(),
                        failed.getMessage(),
                        failed);
                taken.completeExceptionally(failed);
            }
        });
        return taken;
    }

    private void open(CursorBook book, CursorBook.Entry cursor) {
        OwnedPartition partition = book.partition();
        PartitionReader known = readers.get(partition.number());
        if (known != null && !known.closed()) {
            return;
        }
        KeptRows rows = new KeptRows(name, book, cursor, mailbox);
        PartitionReader reader = new PartitionReader(partition, cursor, rows, environment, wakes, mailbox, this::queue);
        Restored restored = Restored.into(reader);
        counters.retrying.addAndGet(restored.waiting().size() + restored.lost().size());
        reader.dead = restored.dead();
        counters.dead.addAndGet(restored.dead());
        restored.waiting().forEach(retries::add);
        lost.addAll(restored.lost());
        readers.put(partition.number(), reader);
        restored.unfinished().forEach(offset -> intents.start(reader, offset));
        queue(reader);
    }

    /** Another node delivers the partition from now on. Completes when nothing is written for it here any more. */
    CompletableFuture<Void> lose(int partition) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        mailbox.post(() -> {
            PartitionReader reader = readers.remove(partition);
            if (reader != null) {
                reader.close();
                counters.retrying.addAndGet(-reader.active.size());
                counters.dead.addAndGet(-reader.dead);
                retries.removeClosed();
                ready.removeIf(delivery -> delivery.reader.closed());
                lost.removeIf(delivery -> delivery.reader.closed());
                if (suspect != null && suspect.reader.closed()) {
                    noSuspect();
                }
            }
            ended.complete(null);
        });
        return ended;
    }

    /** Runs the question in the mailbox. */
    <T> T ask(Supplier<T> question) {
        return mailbox.ask(question);
    }

    Optional<PartitionReader> reader(int partition) {
        return Optional.ofNullable(readers.get(partition)).filter(reader -> !reader.closed());
    }

    boolean attempting(int partition, long offset) {
        return attempts.running(partition, offset);
    }

    /** Events passed that wait for one of their key, as far as known. */
    long waitingForKeys() {
        long waiting = 0;
        for (PartitionReader reader : readers.values()) {
            waiting += reader.keys.waiting();
        }
        return waiting;
    }

    /** By partition: deliveries that failed and go on, and events that wait for one of their key. In the mailbox. */
    Map<Integer, Long> retrying() {
        Map<Integer, Long> counts = new HashMap<>();
        readers.forEach((partition, reader) -> counts.put(partition, reader.active.size() + reader.keys.waiting()));
        return counts;
    }

    CompletableFuture<DeliveryRow> redrive(Position position, String by, Optional<String> reason) {
        return letterDesk.redrive(position, by, reason);
    }

    CompletableFuture<DeliveryRow> discard(Position position, String by, Optional<String> reason) {
        return letterDesk.discard(position, by, reason);
    }

    private void queue(PartitionReader reader) {
        if (!reader.queued && !reader.closed()) {
            reader.queued = true;
            reading.add(reader);
        }
    }

    private boolean work() {
        called.set(false);
        for (PartitionReader reader = woken.poll(); reader != null; reader = woken.poll()) {
            reader.woken.set(false);
            queue(reader);
        }
        Active now = active;
        if (now == null || paused || suspended) {
            return false;
        }
        settleLost(now);
        for (int left = STARTS_AT_ONCE; left > 0; left--) {
            if (attempts.inFlight() >= now.policy().concurrency()) {
                return false;
            }
            if (!gate.pass()) {
                armProbe(now);
                return false;
            }
            Delivery next = nextDelivery(now);
            if (next == null) {
                return moreToRead();
            }
            if (!rateAllows()) {
                ready.addFirst(next);
                return false;
            }
            begin(next, now);
        }
        return true;
    }

    private void settleLost(Active now) {
        for (Delivery delivery : lost) {
            DeliveryRow row = delivery.row;
            if (row != null && !delivery.reader.closed()) {
                Failure failure = new Failure(
                        "process-end",
                        List.of("process-end"),
                        "the hub's process ended during the attempt",
                        false,
                        Optional.empty());
                settlement.decide(delivery, row.failed(environment.now(), failure), failure, now);
            }
        }
        lost.clear();
    }

    private boolean moreToRead() {
        PartitionReader first = reading.peek();
        return first != null && first.moreToScan();
    }

    private @Nullable Delivery nextDelivery(Active now) {
        for (Delivery due = retries.poll(); due != null; due = retries.poll()) {
            if (!due.reader.closed() && (!due.keyed || due.reader.keys.take(due))) {
                ready.add(due);
            }
        }
        // while the target is down: one of those put aside and one from the log in turns, so that one event that it
        // cannot bear does not keep it down for all
        probeFromLog = gate.shut() && !probeFromLog;
        if (probeFromLog && ready.size() < now.policy().concurrency()) {
            Delivery read = nextRead(now);
            return read != null ? read : nextReady();
        }
        Delivery waiting = nextReady();
        return waiting != null ? waiting : nextRead(now);
    }

    private @Nullable Delivery nextReady() {
        for (int left = ready.size(); left > 0; left--) {
            Delivery first = ready.remove();
            if (first.reader.closed()) {
                if (first.equals(suspect)) {
                    noSuspect();
                }
                continue;
            }
            if (first.suspect && suspect != null && !suspect.equals(first)) {
                ready.add(first);
                continue;
            }
            return first;
        }
        return null;
    }

    private @Nullable Delivery nextRead(Active now) {
        if (retries.size() >= MAX_RETRYING) {
            return null;
        }
        for (PartitionReader first = reading.peek(); first != null; first = reading.peek()) {
            Delivery found = first.closed() ? null : first.next(now, suspect == null);
            if (found != null) {
                if (first.sliceDone()) {
                    // the next partition's turn
                    reading.add(reading.remove());
                }
                return found;
            }
            if (first.moreToScan()) {
                return null;
            }
            reading.remove();
            first.queued = false;
        }
        return null;
    }

    private boolean rateAllows() {
        long wait = rate.take(environment.timer().nanos());
        if (wait == 0) {
            return true;
        }
        if (!rateTimerArmed) {
            rateTimerArmed = true;
            environment.timer().schedule(Duration.ofNanos(wait), () -> mailbox.post(() -> rateTimerArmed = false));
        }
        return false;
    }

    private void armProbe(Active now) {
        if (!probeTimerArmed && attempts.live() == 0) {
            probeTimerArmed = true;
            environment
                    .timer()
                    .schedule(
                            now.policy().outage().probe(),
                            () -> mailbox.post(() -> {
                                probeTimerArmed = false;
                                gate.allowProbe();
                            }));
        }
    }

    private void begin(Delivery delivery, Active now) {
        StoredEvent event = delivery.event != null ? delivery.event : delivery.reader.read(delivery.offset);
        if (event == null) {
            LOG.warn("subscription '{}': {} is not in the log any more", name, Settlement.position(delivery));
            settlement.gone(delivery);
            return;
        }
        delivery.event = event;
        if (delivery.suspect && suspect != null && !suspect.equals(delivery)) {
            ready.add(delivery);
            return;
        }
        if (delivery.suspect && suspect == null) {
            suspect = delivery;
            record(delivery, event);
            return;
        }
        gate.begun();
        attempts.begin(delivery, event, now);
    }

    /** Writes that an attempt begins, so that it counts should it end the process; without that it does not begin. */
    private void record(Delivery delivery, StoredEvent event) {
        if (delivery.reader.closed()) {
            return;
        }
        DeliveryRow known =
                delivery.row != null ? delivery.row : DeliveryRow.fresh(EventFacts.of(event), environment.now());
        boolean marks = delivery.keyed && !delivery.blocks && known.state() == DeliveryRow.State.RETRYING;
        DeliveryRow row = (marks ? known.blocking(true) : known).begun();
        settlement.hold(delivery, row);
        PartitionReader reader = delivery.reader;
        BlockedKeyRow marker = marks ? new BlockedKeyRow(reader.keys.markerFor(delivery)) : null;
        reader.rows
                .put(delivery.offset, row, marker, false)
                .whenComplete((written, failure) -> mailbox.post(() -> {
                    if (failure != null) {
                        environment
                                .timer()
                                .schedule(Settlement.AGAIN_AFTER, () -> mailbox.post(() -> record(delivery, event)));
                        return;
                    }
                    if (marks) {
                        reader.keys.blocked(delivery).forEach(reader::close);
                    }
                    // first in line, with the turn that is already its own
                    ready.addFirst(delivery);
                }));
    }

    private void ended(Delivery delivery, Outcome outcome, Active then) {
        if (delivery.equals(suspect)) {
            noSuspect();
        }
        delivery.suspect = false;
        if (outcome instanceof Outcome.Failed && !attached(then.target())) {
            // broken off with its route, as at the end of the process: no fault of the event
            ready.add(delivery);
            return;
        }
        settlement.settle(delivery, outcome, then);
    }

    private boolean attached(DeliveryTarget target) {
        Active now = active;
        return now != null && now.target().equals(target);
    }

    /** Others that may have ended the process can go on. */
    private void noSuspect() {
        suspect = null;
        readers.values().forEach(this::queue);
    }
}
