package io.serai.bench.chaos.check;

import io.serai.bench.chaos.check.Deliveries.Delivery;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import io.serai.bench.chaos.history.Entry.PublishEnded.Answer;
import io.serai.bench.chaos.history.Entry.Rejected;

/**
 * What was acknowledged is in the log at the end, where it was said to be; what is in the log was delivered to each
 * subscription that wants it, or is a dead letter of it. Nothing was rejected: all events of a run are good.
 */
final class Lost implements Rule {

    private final Facts facts;
    private final Deliveries deliveries;
    private final Findings findings;
    private final long[] acknowledged;

    Lost(Facts facts, Deliveries deliveries, Findings findings) {
        this.facts = facts;
        this.deliveries = deliveries;
        this.findings = findings;
        acknowledged = new long[facts.log.size()];
    }

    @Override
    public void see(long line, Entry entry) {
        if (entry instanceof PublishEnded answer && answer.outcome() == Answer.ACKNOWLEDGED) {
            acknowledged(line, answer);
        } else if (entry instanceof Rejected input) {
            findings.add(
                    Promise.LOST,
                    input.at(),
                    "event " + input.id() + " from " + input.origin() + " was rejected: " + input.cause(),
                    line);
        }
    }

    private void acknowledged(long line, PublishEnded answer) {
        Event event = facts.log.find(answer.id());
        if (event == null) {
            return;
        }
        if (acknowledged[event.index] == 0) {
            acknowledged[event.index] = line;
        }
        if (answer.position() != null && event.kept > 0 && EventLog.packed(answer.position()) != event.position) {
            findings.add(
                    Promise.LOST,
                    answer.at(),
                    event + " was acknowledged at " + answer.position() + " and is kept at " + Facts.position(event),
                    line,
                    event.kept);
        }
    }

    @Override
    public void end() {
        if (!facts.ended()) {
            return;
        }
        for (Event event : facts.log.all()) {
            if (event.kept > 0) {
                facts.subscriptions.forEach(subscription -> delivered(event, subscription));
            } else if (acknowledged[event.index] > 0) {
                findings.add(
                        Promise.LOST,
                        facts.last(),
                        event + " was acknowledged and is not in the log",
                        event.published,
                        acknowledged[event.index]);
            }
        }
    }

    private void delivered(Event event, Wanted subscription) {
        if (!subscription.wants(event.type)) {
            return;
        }
        Delivery delivery = deliveries.find(subscription, event);
        if ((delivery == null || !delivery.succeeded()) && !facts.parked(subscription.name, event)) {
            findings.add(
                    Promise.LOST,
                    facts.last(),
                    event + " at " + Facts.position(event) + " was never delivered to " + subscription.name
                            + " and is no dead letter of it",
                    event.published,
                    event.kept,
                    delivery == null ? 0 : delivery.lastLine);
        }
    }
}
