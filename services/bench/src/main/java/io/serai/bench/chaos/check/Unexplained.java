package io.serai.bench.chaos.check;

import io.serai.bench.chaos.check.Deliveries.Delivery;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import java.util.HashMap;
import java.util.Map;

/**
 * What is delivered was published as it is, is in the log, and is wanted. It comes again after a success only where the
 * hub cannot know of that:
 *
 * <ol>
 *   <li>another owner delivers the partition, since a fault of a node or after it; and no more than the owner before can
 *       have had {@linkplain InFlight in flight};
 *   <li>the attempt of a former owner arrives late, likewise;
 *   <li>the answer may have been lost, or came after the time-out, and the hub counts on.
 * </ol>
 */
final class Unexplained implements Rule {

    private final Facts facts;
    private final Deliveries deliveries;
    private final Findings findings;
    private final Map<String, Integer> again = new HashMap<>();

    Unexplained(Facts facts, Deliveries deliveries, Findings findings) {
        this.facts = facts;
        this.deliveries = deliveries;
        this.findings = findings;
    }

    @Override
    public void see(long line, Entry entry) {
        if (!(entry instanceof AttemptBegan attempt)) {
            return;
        }
        Event event = facts.log.find(attempt.id());
        Wanted subscription = facts.subscription(attempt.subscription());
        if (event == null || event.published == 0) {
            add(attempt, "was never published", line);
            return;
        }
        if (subscription == null || !subscription.wants(attempt.type())) {
            add(attempt, "is of type " + attempt.type() + ", which the subscription does not want", line);
            return;
        }
        compare(line, attempt, event);
        if (facts.ended() && event.kept == 0) {
            add(attempt, "is not in the log at the end", event.published, line);
        }
        Delivery delivery = deliveries.find(subscription, event);
        if (delivery != null && delivery.succeeded()) {
            again(line, attempt, event, subscription, delivery);
        }
    }

    private void compare(long line, AttemptBegan attempt, Event event) {
        boolean same = attempt.type().equals(event.type)
                && attempt.source().equals(event.source)
                && attempt.key().equals(event.key.name)
                && attempt.number() == event.number
                && attempt.checksum() == event.checksum;
        if (!same) {
            add(attempt, "differs from what was published", event.published, line);
        }
    }

    private void again(long line, AttemptBegan attempt, Event event, Wanted subscription, Delivery before) {
        boolean explained = attempt.incarnation() == before.successIncarnation
                ? timedOut(attempt, event, subscription, before)
                        || facts.faults.answersMayBeLost(before.successBegan, attempt.at())
                : facts.faults.ownersMayChange(before.successEnded, attempt.at());
        if (!explained) {
            add(attempt, "had succeeded, and no fault explains that it comes again", before.successLine, line);
        }
        String owner = subscription.name + " " + Deliveries.partition(attempt) + " " + attempt.incarnation();
        if (again.merge(owner, 1, Integer::sum) == InFlight.MOST + 1) {
            add(attempt, "is one more that comes again than can have been in flight, " + InFlight.MOST, line);
        }
    }

    /** The time of an attempt runs from where the hub begins it: at the earliest when the one before had ended. */
    private static boolean timedOut(AttemptBegan attempt, Event event, Wanted subscription, Delivery before) {
        long began = Math.max(event.publishedAt, before.successAfter);
        return attempt.attempt() > before.successAttempt
                && Math.max(attempt.at(), before.successEnded) - began >= subscription.timeout;
    }

    @Override
    public void end() {
        for (Event event : facts.log.byPosition()) {
            if (event.published == 0 && event.kept > 0) {
                findings.add(
                        Promise.UNEXPLAINED,
                        facts.last(),
                        event + " is in the log at " + Facts.position(event) + " and was never published",
                        event.kept);
            }
        }
    }

    private void add(AttemptBegan attempt, String what, long... lines) {
        findings.add(
                Promise.UNEXPLAINED,
                attempt.at(),
                "event " + attempt.id() + " at " + attempt.position() + ", attempt " + attempt.attempt() + " for "
                        + attempt.subscription() + ", " + what,
                lines);
    }
}
