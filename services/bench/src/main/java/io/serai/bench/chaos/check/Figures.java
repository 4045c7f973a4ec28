package io.serai.bench.chaos.check;

import io.serai.bench.chaos.check.Deliveries.Delivery;
import io.serai.bench.chaos.check.Faults.Fault;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.AttemptEnded;
import io.serai.bench.chaos.history.Entry.Kept;
import io.serai.bench.chaos.history.Entry.NodeChanged;
import io.serai.bench.chaos.history.Entry.Parked;
import io.serai.bench.chaos.history.Entry.PublishBegan;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import io.serai.bench.chaos.history.Entry.Transport;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what a run did, in all and under each kind of fault. */
final class Figures implements Rule {

    private static final String NO_FAULT = "none";

    private final Facts facts;
    private final Deliveries deliveries;
    private final Unavailable.Gaps gaps = new Unavailable.Gaps();
    private final Map<String, Sum> kinds = new LinkedHashMap<>();
    private final Sum all = new Sum();
    private final Map<Transport, Long> acknowledged = new EnumMap<>(Transport.class);
    private final BitSet acknowledgedOnce;
    private final Map<String, Integer> perTakeOver = new HashMap<>();
    private long kept;
    private long parked;
    private long succeeded;
    private long answeredAgain;
    private long ended;

    Figures(Facts facts, Deliveries deliveries) {
        this.facts = facts;
        this.deliveries = deliveries;
        acknowledgedOnce = new BitSet(facts.log.size());
        facts.faults.all().forEach(fault -> kinds.computeIfAbsent(fault.kind, made -> new Sum()).times++);
        kinds.put(NO_FAULT, new Sum());
    }

    private static final class Sum {

        private int times;
        private long acknowledged;
        private long longestGap;
        private long attempts;
        private long again;
        private long late;

        private Report.Line line(String fault) {
            return new Report.Line(fault, times, acknowledged, longestGap, attempts, again, late);
        }
    }

    @Override
    public void see(long line, Entry entry) {
        if (entry instanceof PublishBegan event && event.transport() == Transport.HTTP) {
            gaps.began(line, event.at(), event.client());
        } else if (entry instanceof PublishEnded answer && answer.outcome() == PublishEnded.Answer.ACKNOWLEDGED) {
            acknowledged(line, answer);
        } else if (entry instanceof AttemptBegan attempt) {
            began(attempt);
        } else if (entry instanceof AttemptEnded end && end.outcome() == AttemptEnded.Outcome.SUCCEEDED) {
            succeeded++;
        } else if (entry instanceof NodeChanged change && change.state() == NodeChanged.State.ENDED) {
            ended++;
        } else if (entry instanceof Kept) {
            kept++;
        } else if (entry instanceof Parked) {
            parked++;
        }
    }

    private void acknowledged(long line, PublishEnded answer) {
        Transport transport = facts.transports.getOrDefault(answer.client(), Transport.HTTP);
        long gap = transport == Transport.HTTP ? gaps.acknowledged(line, answer.at(), answer.client()) : 0;
        Event event = facts.log.find(answer.id());
        boolean first = event != null && !acknowledgedOnce.get(event.index);
        if (event != null && first) {
            acknowledgedOnce.set(event.index);
            acknowledged.merge(transport, 1L, Long::sum);
        }
        answeredAgain += answer.duplicate() ? 1 : 0;
        for (Sum sum : sums(answer.at() - gap, answer.at())) {
            sum.acknowledged += first ? 1 : 0;
            sum.longestGap = Math.max(sum.longestGap, gap);
        }
    }

    private void began(AttemptBegan attempt) {
        Wanted subscription = facts.subscription(attempt.subscription());
        Event event = facts.log.find(attempt.id());
        Delivery before = subscription == null || event == null ? null : deliveries.find(subscription, event);
        boolean again = before != null && before.succeeded();
        boolean late = deliveries.late(attempt);
        for (Sum sum : sums(attempt.at(), attempt.at())) {
            sum.attempts++;
            sum.again += again ? 1 : 0;
            sum.late += late ? 1 : 0;
        }
        if (again) {
            perTakeOver.merge(
                    attempt.subscription() + " " + Deliveries.partition(attempt) + " " + attempt.incarnation(),
                    1,
                    Integer::sum);
        }
    }

    /** Of the faults under way, of none if there are none, and of all. */
    private List<Sum> sums(long from, long to) {
        List<Sum> sums = new ArrayList<>();
        for (Fault fault : facts.faults.all()) {
            Sum sum = kinds.get(fault.kind);
            if (fault.during(from, to) && sum != null && !sums.contains(sum)) {
                sums.add(sum);
            }
        }
        Sum calm = kinds.get(NO_FAULT);
        if (sums.isEmpty() && calm != null) {
            sums.add(calm);
        }
        sums.add(all);
        return sums;
    }

    List<Report.Line> lines() {
        List<Report.Line> lines = new ArrayList<>();
        kinds.forEach((kind, sum) -> lines.add(sum.line(kind)));
        all.times = facts.faults.all().size();
        lines.add(all.line("all"));
        return lines;
    }

    Report.Totals totals() {
        return new Report.Totals(
                facts.last(),
                acknowledged,
                answeredAgain,
                kept,
                succeeded,
                parked,
                ended,
                perTakeOver.values().stream().mapToInt(Integer::intValue).max().orElse(0));
    }
}
