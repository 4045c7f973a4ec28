package io.serai.bench.chaos.check;

import io.serai.bench.chaos.check.Deliveries.Delivery;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import java.util.HashMap;
import java.util.Map;

/**
 * The attempts of a delivery are counted, and the owners of a partition.
 *
 * <ol>
 *   <li>The number of an attempt is never lower than one before, whatever fails: attempt n + 1 begins only when the row
 *       that counts n failed ones is durable on all copies, so that no power cut takes it back; and the row of a
 *       delivery that is done is removed only when a durable cursor has passed the event.
 *   <li>It is the same again after a take-over: an attempt is counted when it has ended, so that one whose end the owner
 *       did not live to write is made again. (What a power cut may take, rows forced once a second, is of this kind: that
 *       a retry succeeded, or that one began which might end the process.)
 *   <li>It is the same again in one incarnation while the target is known to be down: probes are not counted.
 *   <li>There are no more attempts than the policy has.
 *   <li>The incarnation goes back only where an attempt of a former owner arrives late: after a fault of a node, and no
 *       more than it can have begun.
 * </ol>
 *
 * <p>One in the same incarnation with a lower number can only be an attempt that was given up at its time-out, and held
 * up between hub and subscriber.
 */
final class CountsWentBack implements Rule {

    private final Facts facts;
    private final Deliveries deliveries;
    private final Findings findings;
    private final Map<String, Integer> late = new HashMap<>();

    CountsWentBack(Facts facts, Deliveries deliveries, Findings findings) {
        this.facts = facts;
        this.deliveries = deliveries;
        this.findings = findings;
    }

    @Override
    public void see(long line, Entry entry) {
        if (!(entry instanceof AttemptBegan attempt)) {
            return;
        }
        Wanted subscription = facts.subscription(attempt.subscription());
        Event event = facts.log.find(attempt.id());
        if (subscription == null || event == null) {
            return;
        }
        if (attempt.attempt() > subscription.attempts) {
            add(attempt, "is one more than the policy has, " + subscription.attempts, line);
        }
        if (deliveries.late(attempt)) {
            late(line, attempt);
            return;
        }
        Delivery delivery = deliveries.find(subscription, event);
        if (delivery != null && delivery.lastLine > 0) {
            compare(line, attempt, delivery);
        }
    }

    private void late(long line, AttemptBegan attempt) {
        if (!facts.faults.ownersMayChange(attempt.at(), attempt.at())) {
            add(attempt, "is of a former owner, and no fault of a node explains it", line);
        }
        String owner = attempt.subscription() + " " + Deliveries.partition(attempt) + " " + attempt.incarnation();
        if (late.merge(owner, 1, Integer::sum) == InFlight.MOST + 1) {
            add(attempt, "is one more of a former owner than it can have begun, " + InFlight.MOST, line);
        }
    }

    private void compare(long line, AttemptBegan attempt, Delivery before) {
        boolean sameOwner = attempt.incarnation() == before.lastIncarnation;
        if (attempt.attempt() < before.highest) {
            if (!sameOwner || !facts.faults.answersMayBeLost(before.lastAt, attempt.at())) {
                add(attempt, "comes after attempt " + before.highest, before.lastLine, line);
            }
        } else if (attempt.attempt() == before.highest
                && sameOwner
                && before.lastOutcome != Outcome.SUCCEEDED
                && !facts.faults.any(before.lastAt, attempt.at())) {
            add(attempt, "is not counted, though no fault explains it", before.lastLine, line);
        }
    }

    private void add(AttemptBegan attempt, String what, long... lines) {
        findings.add(
                Promise.COUNTS_WENT_BACK,
                attempt.at(),
                "attempt " + attempt.attempt() + " of incarnation " + attempt.incarnation() + " at event "
                        + attempt.id() + " at " + attempt.position() + " for " + attempt.subscription() + " " + what,
                lines);
    }
}
