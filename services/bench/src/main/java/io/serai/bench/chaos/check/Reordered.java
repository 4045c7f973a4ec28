package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.AttemptEnded;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * With {@code order: key} the attempts of a key start in order of the log:
 *
 * <ol>
 *   <li>An event begins when each earlier one of its key that is wanted has succeeded or is dead.
 *   <li>Within one incarnation of the owner none begins while an attempt of an earlier one is under way, or after it
 *       failed and before it was tried again – also of one that a former owner delivered.
 *   <li>One that is dead at the end is not tried any more once a later one has begun; unless it had succeeded before, and
 *       the next owner does not know.
 * </ol>
 *
 * <p>What G5 allows is left out: an attempt past its time-out may still be running, and so may those of a former owner;
 * what arrives of these after the first of the new owner says nothing of the order they were sent in.
 */
final class Reordered implements Rule {

    private final Facts facts;
    private final Deliveries deliveries;
    private final Findings findings;
    private final BitSet[] settled;
    private final Map<Long, Lane> lanes = new HashMap<>();
    private final Map<Long, Running> ongoing = new HashMap<>();

    Reordered(Facts facts, Deliveries deliveries, Findings findings) {
        this.facts = facts;
        this.deliveries = deliveries;
        this.findings = findings;
        settled = new BitSet[facts.subscriptions.size()];
        for (int i = 0; i < settled.length; i++) {
            settled[i] = new BitSet(facts.log.size());
        }
    }

    /** The events of one key at one subscription. */
    private static final class Lane {

        /** All before it are settled, or not wanted. */
        int first;

        /** The event farthest on that has begun. */
        int farthest = -1;

        long farthestLine;

        @Nullable
        Running newest;
    }

    /** An attempt. */
    private static final class Running {

        final Wanted subscription;
        final Event event;
        final AttemptBegan attempt;
        final long line;

        @Nullable
        Outcome outcome;

        Running(Wanted subscription, Event event, AttemptBegan attempt, long line) {
            this.subscription = subscription;
            this.event = event;
            this.attempt = attempt;
            this.line = line;
        }
    }

    @Override
    public void see(long line, Entry entry) {
        if (entry instanceof AttemptBegan attempt) {
            Wanted subscription = facts.subscription(attempt.subscription());
            Event event = facts.log.find(attempt.id());
            if (subscription != null && event != null && event.ordinal >= 0) {
                Running running = new Running(subscription, event, attempt, line);
                ongoing.put(attempt.serial(), running);
                if (subscription.ordered && !deliveries.late(attempt)) {
                    began(running);
                }
            }
        } else if (entry instanceof AttemptEnded end) {
            Running running = ongoing.remove(end.serial());
            if (running != null) {
                running.outcome = end.outcome();
                if (end.outcome() == Outcome.SUCCEEDED) {
                    settled[running.subscription.index].set(running.event.index);
                }
            }
        }
    }

    private void began(Running running) {
        Wanted subscription = running.subscription;
        Event event = running.event;
        long laneId = (long) subscription.index << Integer.SIZE | event.key.index;
        Lane lane = lanes.computeIfAbsent(laneId, made -> new Lane());
        earlierAreSettled(lane, running);
        Running before = lane.newest;
        if (before != null
                && before.attempt.incarnation() == running.attempt.incarnation()
                && before.event.ordinal < event.ordinal
                && !facts.parked(subscription.name, before.event)) {
            earlierIsNotUnderWay(before, running);
        }
        boolean dead = facts.ended()
                && facts.parked(subscription.name, event)
                && !settled[subscription.index].get(event.index);
        if (dead && lane.farthest > event.ordinal) {
            add(
                    running,
                    "begins again, and is dead in the end, though a later one of its key has begun",
                    lane.farthestLine);
        }
        lane.newest = running;
        if (event.ordinal > lane.farthest) {
            lane.farthest = event.ordinal;
            lane.farthestLine = running.line;
        }
    }

    private void earlierAreSettled(Lane lane, Running running) {
        Wanted subscription = running.subscription;
        List<Event> events = running.event.key.events;
        for (; lane.first < running.event.ordinal; lane.first++) {
            Event earlier = events.get(lane.first);
            if (!subscription.wants(earlier.type)
                    || settled[subscription.index].get(earlier.index)
                    || facts.parked(subscription.name, earlier)) {
                continue;
            }
            var delivery = deliveries.find(subscription, earlier);
            add(
                    running,
                    "begins before " + earlier + ", earlier of its key, has succeeded",
                    delivery == null ? 0 : delivery.lastLine);
        }
    }

    private void earlierIsNotUnderWay(Running before, Running running) {
        long overdue = before.attempt.at() + before.subscription.timeout;
        if (before.outcome == null && running.attempt.at() < overdue) {
            add(
                    running,
                    "begins while an attempt of " + before.event + ", earlier of its key, is under way",
                    before.line);
        } else if (before.outcome == Outcome.FAILED) {
            add(
                    running,
                    "begins after " + before.event + ", earlier of its key, failed, before that was tried again",
                    before.line);
        }
    }

    private void add(Running running, String what, long line) {
        findings.add(
                Promise.REORDERED,
                running.attempt.at(),
                running.event + " at " + running.attempt.position() + " for " + running.subscription.name + " " + what,
                line,
                running.line);
    }
}
