package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.Kept;
import io.serai.bench.chaos.history.Entry.NodeChanged;
import io.serai.bench.chaos.history.Entry.PublishBegan;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import io.serai.bench.chaos.history.Entry.Transport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * While anybody publishes over HTTP, somebody is acknowledged, and so is each publisher for himself, who has a partition of
 * his own:
 *
 * <ol>
 *   <li>where a fault hits a node, at the latest after twice the time after which a silent member is gone – the second
 *       is for one that was asked meanwhile – and the margin;
 *   <li>where there was no majority of the nodes, when all have been ready for the margin;
 *   <li>else after the margin.
 * </ol>
 *
 * <p>And no node ends that no fault hits, before the log is read at the end.
 */
final class Unavailable implements Rule {

    /** For take-overs, and for clients to turn to another node. */
    static final long MARGIN = Spans.nanos(10);

    private final Facts facts;
    private final Findings findings;
    private final Gaps gaps = new Gaps();
    private final Map<String, Gaps> ofClients = new HashMap<>();
    private boolean over;

    Unavailable(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    /** The times in which somebody published over HTTP and nobody was acknowledged. */
    static final class Gaps {

        private final Set<String> waiting = new HashSet<>();
        private long since;
        private long sinceLine;
        private long last;

        void began(long line, long at, String client) {
            if (waiting.isEmpty()) {
                since = at;
                sinceLine = line;
            }
            waiting.add(client);
            last = at;
        }

        /** Answers how long it was by now; the next begins. */
        long acknowledged(long line, long at, String client) {
            long gap = waiting.isEmpty() ? 0 : at - since;
            waiting.remove(client);
            since = at;
            sinceLine = line;
            last = at;
            return gap;
        }

        long sinceLine() {
            return sinceLine;
        }

        /** The one that nothing has ended. */
        long open() {
            return waiting.isEmpty() ? 0 : last - since;
        }

        long last() {
            return last;
        }
    }

    @Override
    public void see(long line, Entry entry) {
        if (entry instanceof PublishBegan event && event.transport() == Transport.HTTP) {
            gaps.began(line, event.at(), event.client());
            ofClient(event.client()).began(line, event.at(), event.client());
        } else if (entry instanceof PublishEnded answer
                && answer.outcome() == PublishEnded.Answer.ACKNOWLEDGED
                && facts.transports.get(answer.client()) == Transport.HTTP) {
            acknowledged(line, answer, "nothing was acknowledged over HTTP", gaps);
            acknowledged(line, answer, answer.client() + " got no acknowledgement", ofClient(answer.client()));
        } else if (entry instanceof Kept) {
            over = true;
        } else if (entry instanceof NodeChanged change
                && !over
                && change.state() == NodeChanged.State.ENDED
                && !facts.faults.mayEnd(change.node(), change.at())) {
            findings.add(
                    Promise.UNAVAILABLE,
                    change.at(),
                    "node " + change.node() + " ended with exit code " + change.exitCode() + ", and no fault hit it",
                    line);
        }
    }

    private Gaps ofClient(String client) {
        return ofClients.computeIfAbsent(client, made -> new Gaps());
    }

    private void acknowledged(long line, PublishEnded answer, String what, Gaps of) {
        long from = of.sinceLine();
        check(what, of.acknowledged(line, answer.at(), answer.client()), answer.at(), from, line);
    }

    @Override
    public void end() {
        check("nothing was acknowledged over HTTP", gaps.open(), gaps.last(), gaps.sinceLine());
        ofClients.forEach(
                (client, of) -> check(client + " got no acknowledgement", of.open(), of.last(), of.sinceLine()));
    }

    private void check(String what, long gap, long at, long... lines) {
        long bound = bound(at - gap, at);
        if (gap > bound) {
            findings.add(
                    Promise.UNAVAILABLE,
                    at,
                    what + " for " + Spans.seconds(gap) + ", bound " + Spans.seconds(bound),
                    lines);
        }
    }

    private long bound(long from, long to) {
        Nodes nodes = facts.faults.nodes();
        boolean hit = facts.faults.all().stream().anyMatch(fault -> !fault.nodes.isEmpty() && fault.during(from, to));
        if (!hit) {
            return MARGIN;
        }
        if (nodes.withoutMajority(from, to)) {
            return nodes.allReadySince(to) - from + MARGIN;
        }
        return 2 * facts.memberTimeout().toNanos() + MARGIN;
    }
}
