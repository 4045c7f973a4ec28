package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.AttemptEnded;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What subscribers saw so far. The rules look at it before it takes in the line that they look at. */
final class Deliveries implements Rule {

    private final Facts facts;
    private final @Nullable Delivery[][] bySubscription;
    private final Map<Long, Ongoing> ongoing = new HashMap<>();
    private final Map<Integer, Long> incarnations = new HashMap<>();

    Deliveries(Facts facts) {
        this.facts = facts;
        bySubscription = new Delivery[facts.subscriptions.size()][facts.log.size()];
    }

    /** One event at one subscription. */
    static final class Delivery {

        /** Attempts so far; those of a former owner that came late are not looked at any further. */
        int attempts;

        /** The highest attempt number. */
        int highest;

        long lastLine;
        long lastAt;
        long lastIncarnation;

        /** Of the last that has ended. */
        long endedAt;

        /** Null while the last attempt is under way. */
        @Nullable
        Outcome lastOutcome;

        /** Of the first success; 0 before it. */
        long successLine;

        int successAttempt;

        /** The end of the attempt before it. */
        long successAfter;

        long successBegan;
        long successEnded;
        long successIncarnation;

        /** An attempt failed, or the next began without waiting for its end. */
        boolean troubled;

        boolean succeeded() {
            return successLine > 0;
        }
    }

    private record Ongoing(Delivery delivery, long line, AttemptBegan attempt) {}

    @Nullable
    Delivery find(Wanted subscription, Event event) {
        return bySubscription[subscription.index][event.index];
    }

    /** The attempt is of a former owner: another began to deliver the partition before it arrived. */
    boolean late(AttemptBegan attempt) {
        return attempt.incarnation() < incarnations.getOrDefault(partition(attempt), 0L);
    }

    static int partition(AttemptBegan attempt) {
        return EventLog.partition(EventLog.packed(attempt.position()));
    }

    @Override
    public void see(long line, Entry entry) {
        if (entry instanceof AttemptBegan attempt) {
            began(line, attempt);
        } else if (entry instanceof AttemptEnded end) {
            ended(end);
        }
    }

    private void began(long line, AttemptBegan attempt) {
        Wanted subscription = facts.subscription(attempt.subscription());
        Event event = facts.log.find(attempt.id());
        if (subscription == null || event == null) {
            return;
        }
        @Nullable Delivery[] row = bySubscription[subscription.index];
        Delivery delivery = row[event.index];
        if (delivery == null) {
            delivery = new Delivery();
            row[event.index] = delivery;
        }
        ongoing.put(attempt.serial(), new Ongoing(delivery, line, attempt));
        boolean late = late(attempt);
        incarnations.merge(partition(attempt), attempt.incarnation(), Math::max);
        delivery.attempts++;
        if (late) {
            return;
        }
        delivery.troubled |= delivery.lastLine > 0 && delivery.lastOutcome != Outcome.SUCCEEDED;
        delivery.highest = Math.max(delivery.highest, attempt.attempt());
        delivery.lastLine = line;
        delivery.lastAt = attempt.at();
        delivery.lastIncarnation = attempt.incarnation();
        delivery.lastOutcome = null;
    }

    private void ended(AttemptEnded end) {
        Ongoing ended = ongoing.remove(end.serial());
        if (ended == null) {
            return;
        }
        Delivery delivery = ended.delivery;
        if (delivery.lastLine == ended.line) {
            delivery.lastOutcome = end.outcome();
        }
        if (end.outcome() != Outcome.SUCCEEDED) {
            delivery.troubled = true;
        } else if (!delivery.succeeded()) {
            delivery.successLine = ended.line;
            delivery.successAttempt = ended.attempt.attempt();
            delivery.successAfter = delivery.endedAt;
            delivery.successBegan = ended.attempt.at();
            delivery.successEnded = end.at();
            delivery.successIncarnation = ended.attempt.incarnation();
        }
        delivery.endedAt = end.at();
    }
}
