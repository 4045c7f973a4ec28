package io.serai.bench.chaos.check;

import io.serai.bench.chaos.check.Deliveries.Delivery;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.AttemptEnded;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import io.serai.bench.chaos.history.Entry.CursorSeen;
import io.serai.bench.chaos.history.Entry.FaultBegan;
import io.serai.bench.chaos.history.Entry.NodeChanged;
import io.serai.bench.chaos.history.Entry.PublishBegan;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * No attempt begins at an event that a saved cursor was seen beyond. What goes on after the cursor has passed is left
 * out:
 *
 * <ol>
 *   <li>a delivery that failed before: its row keeps it;
 *   <li>with {@code order: key}, events that waited for one of their key: the key's marker keeps them. That is known to
 *       be over when events are delivered again as soon as they are published. What began in the place of an owner that
 *       ended may have blocked its key, too;
 *   <li>an attempt of a former owner that arrives late.
 * </ol>
 *
 * <p>A cursor goes back only when the power of several copies is cut at once, by what was not forced: it is forced once
 * a second, so what was seen in the last seconds before does not count.
 */
final class AfterCursor implements Rule {

    private static final long NOT_FORCED = Spans.nanos(5);

    private final Facts facts;
    private final Deliveries deliveries;
    private final Findings findings;
    private final Map<String, Cursor> cursors = new HashMap<>();
    private final Map<Long, Waiting> keys = new HashMap<>();
    private final BitSet[] walked;
    private final long[] newest;

    /** The power of several is being cut: what a node said just before may be lost, too. */
    private boolean dark;

    AfterCursor(Facts facts, Deliveries deliveries, Findings findings) {
        this.facts = facts;
        this.deliveries = deliveries;
        this.findings = findings;
        newest = new long[facts.log.keys().size()];
        walked = new BitSet[facts.subscriptions.size()];
        for (int i = 0; i < walked.length; i++) {
            walked[i] = new BitSet(facts.log.size());
        }
    }

    private static final class Cursor {

        /** Those that went farther; of the older ones only the newest. */
        final Deque<CursorSeen> seen = new ArrayDeque<>();

        final Deque<Long> lines = new ArrayDeque<>();

        long incarnation;

        /** Where it had been seen when the owner changed. */
        long before;

        long beforeLine;

        void see(long line, CursorSeen now) {
            if (!seen.isEmpty() && now.next() <= seen.getLast().next()) {
                return;
            }
            seen.add(now);
            lines.add(line);
            while (seen.size() > 1 && now.at() - second(seen).at() > NOT_FORCED) {
                seen.removeFirst();
                lines.removeFirst();
            }
        }

        private static CursorSeen second(Deque<CursorSeen> seen) {
            Iterator<CursorSeen> all = seen.iterator();
            all.next();
            return all.next();
        }

        /** An attempt of the owner begins. */
        void owner(long now) {
            if (now > incarnation) {
                incarnation = now;
                before = seen.isEmpty() ? 0 : seen.getLast().next();
                beforeLine = lines.isEmpty() ? 0 : lines.getLast();
            }
        }

        void powerCut(long at) {
            while (!seen.isEmpty() && at - seen.getLast().at() < NOT_FORCED) {
                seen.removeLast();
                lines.removeLast();
            }
            before = seen.isEmpty() ? 0 : Math.min(before, seen.getLast().next());
        }
    }

    /** Whether a key's events may have waited for one another. */
    private static final class Waiting {

        static final int OVER = 2;

        /** So many events in a row were delivered while none after them was published. */
        int prompt = OVER;

        /** One of them failed since, or they waited already under the owner before: the marker outlives it. */
        boolean held;

        long incarnation = -1;

        void failed() {
            prompt = 0;
            held = true;
        }

        void prompt() {
            if (++prompt >= OVER) {
                held = false;
            }
        }
    }

    @Override
    public void see(long line, Entry entry) {
        if (entry instanceof CursorSeen seen) {
            if (dark) {
                return;
            }
            cursors.computeIfAbsent(cursor(seen.subscription(), seen.partition()), name -> new Cursor())
                    .see(line, seen);
        } else if (entry instanceof FaultBegan began) {
            boolean cut = facts.faults.all().stream()
                    .anyMatch(fault -> fault.number == began.number() && fault.cutsPowerOfSeveral());
            dark |= cut;
            if (cut) {
                cursors.values().forEach(cursor -> cursor.powerCut(began.at()));
            }
        } else if (entry instanceof NodeChanged change && change.state() == NodeChanged.State.READY) {
            dark = false;
        } else if (entry instanceof PublishBegan event) {
            Event known = facts.log.find(event.id());
            if (known != null) {
                newest[known.key.index] = Math.max(newest[known.key.index], event.number());
            }
        } else if (entry instanceof AttemptBegan attempt) {
            began(line, attempt);
        } else if (entry instanceof AttemptEnded end) {
            ended(end);
        }
    }

    private static String cursor(String subscription, int partition) {
        return subscription + " " + partition;
    }

    private void began(long line, AttemptBegan attempt) {
        Wanted subscription = facts.subscription(attempt.subscription());
        Event event = facts.log.find(attempt.id());
        if (subscription == null || event == null || event.position == Event.NOWHERE || deliveries.late(attempt)) {
            return;
        }
        Cursor cursor = cursors.computeIfAbsent(
                cursor(subscription.name, EventLog.partition(event.position)), name -> new Cursor());
        cursor.owner(attempt.incarnation());
        Waiting waiting = waiting(subscription, event);
        if (attempt.attempt() > 1 || lacksTheOneBefore(subscription, event)) {
            // also where the subscriber saw nothing of it
            waiting.failed();
        }
        boolean waits = subscription.ordered && waiting.prompt < Waiting.OVER;
        if (waiting.incarnation != attempt.incarnation()) {
            waiting.held |= waits;
        }
        Delivery delivery = deliveries.find(subscription, event);
        boolean failed = delivery != null && (delivery.troubled || delivery.lastOutcome != Outcome.SUCCEEDED);
        if (attempt.attempt() == 1 && !failed && !walked[subscription.index].get(event.index)) {
            compare(line, attempt, event, cursor, waits, waits && waiting.held);
        }
        if (waits) {
            walked[subscription.index].set(event.index);
        }
        if (waiting.incarnation != attempt.incarnation()) {
            waiting.prompt = waiting.incarnation < 0 ? Waiting.OVER : 0;
            waiting.incarnation = attempt.incarnation();
        }
    }

    /** The one before was given up, then, or its answer was not heard. */
    private boolean lacksTheOneBefore(Wanted subscription, Event event) {
        if (event.ordinal < 1) {
            return false;
        }
        Event before = event.key.events.get(event.ordinal - 1);
        Delivery delivery = deliveries.find(subscription, before);
        return subscription.wants(before.type) && (delivery == null || !delivery.succeeded());
    }

    private void compare(long line, AttemptBegan attempt, Event event, Cursor cursor, boolean waits, boolean held) {
        long offset = EventLog.offset(event.position);
        CursorSeen seen = cursor.seen.peekLast();
        if (seen == null) {
            return;
        }
        if (offset < cursor.before && !held) {
            add(line, attempt, event, cursor.before, cursor.beforeLine);
        } else if (offset < seen.next() && !waits) {
            add(line, attempt, event, seen.next(), cursor.lines.getLast());
        }
    }

    private void add(long line, AttemptBegan attempt, Event event, long next, long seenLine) {
        Wanted subscription = facts.subscription(attempt.subscription());
        Delivery delivery = subscription == null ? null : deliveries.find(subscription, event);
        findings.add(
                Promise.AFTER_CURSOR,
                attempt.at(),
                event + " at " + attempt.position() + " is attempted for " + attempt.subscription()
                        + " though the cursor was at " + next
                        + (delivery == null ? ", and it was not delivered before" : ""),
                delivery == null ? 0 : delivery.lastLine,
                seenLine,
                line);
    }

    private Waiting waiting(Wanted subscription, Event event) {
        return keys.computeIfAbsent((long) subscription.index << Integer.SIZE | event.key.index, made -> new Waiting());
    }

    private void ended(AttemptEnded end) {
        Wanted subscription = facts.subscription(end.subscription());
        Event event = facts.log.at(EventLog.packed(end.position()));
        if (subscription == null || event == null) {
            return;
        }
        Waiting waiting = waiting(subscription, event);
        if (end.outcome() != Outcome.SUCCEEDED) {
            waiting.failed();
        } else if (event.number == newest[event.key.index]) {
            waiting.prompt();
        }
    }
}
