package io.serai.bench.chaos.check;

import io.serai.bench.chaos.check.Event.Key;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.Kept;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import java.util.Arrays;
import java.util.List;

/**
 * An event has one position and a position one event, whoever says so: the log at the end, the answers to publishers,
 * the deliveries. The events of a key are in one partition in the order they were published in, without holes.
 */
final class DuplicatedInLog implements Rule {

    private final Facts facts;
    private final Findings findings;
    private final long[] answered;
    private final int[] answeredLine;

    DuplicatedInLog(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
        answered = new long[facts.log.size()];
        answeredLine = new int[facts.log.size()];
        Arrays.fill(answered, Event.NOWHERE);
    }

    @Override
    public void see(long line, Entry entry) {
        if (entry instanceof Kept kept) {
            Event event = facts.log.find(kept.id());
            if (event != null && event.kept != line) {
                add(
                        kept.at(),
                        event + " is in the log at " + Facts.position(event) + " and at " + kept.position(),
                        event.kept,
                        line);
            }
        } else if (entry instanceof PublishEnded answer && answer.position() != null) {
            answered(line, answer.at(), answer.id(), answer.position());
        } else if (entry instanceof AttemptBegan attempt) {
            delivered(line, attempt);
        }
    }

    private void answered(long line, long at, String id, String position) {
        Event event = facts.log.find(id);
        if (event == null) {
            return;
        }
        long said = EventLog.packed(position);
        if (answered[event.index] == Event.NOWHERE) {
            answered[event.index] = said;
            answeredLine[event.index] = Math.toIntExact(line);
        } else if (answered[event.index] != said) {
            add(at, event + " was acknowledged at two positions, now at " + position, answeredLine[event.index], line);
        }
    }

    private void delivered(long line, AttemptBegan attempt) {
        Event event = facts.log.find(attempt.id());
        if (event != null && EventLog.packed(attempt.position()) != event.position) {
            add(
                    attempt.at(),
                    event + " is at " + Facts.position(event) + " and was delivered to " + attempt.subscription()
                            + " from " + attempt.position(),
                    event.published,
                    event.kept,
                    line);
        }
    }

    @Override
    public void end() {
        List<Event> events = facts.log.byPosition();
        for (int i = 1; i < events.size(); i++) {
            Event before = events.get(i - 1);
            Event event = events.get(i);
            if (before.position == event.position) {
                add(
                        facts.last(),
                        "position " + Facts.position(event) + " has two events: " + before + " and " + event,
                        before.published,
                        event.published);
            }
        }
        facts.log.keys().forEach(this::inOrder);
    }

    private void inOrder(Key key) {
        Event before = null;
        for (Event event : key.events) {
            if (event.published == 0) {
                continue;
            }
            long expected = before == null ? 0 : before.number + 1;
            if (before != null && EventLog.partition(before.position) != EventLog.partition(event.position)) {
                add(
                        facts.last(),
                        "key " + key.name + " is in two partitions, at " + Facts.position(before) + " and "
                                + Facts.position(event),
                        before.kept,
                        event.kept);
            } else if (event.number < expected || (event.number > expected && facts.ended())) {
                add(
                        facts.last(),
                        "key " + key.name + " has number " + event.number + " at " + Facts.position(event) + " where "
                                + expected + " was to come",
                        before == null ? 0 : before.kept,
                        event.kept);
            }
            before = event;
        }
    }

    private void add(long at, String text, long... lines) {
        findings.add(Promise.DUPLICATED_IN_LOG, at, text, lines);
    }
}
