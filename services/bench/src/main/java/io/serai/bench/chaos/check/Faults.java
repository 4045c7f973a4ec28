package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.FaultBegan;
import io.serai.bench.chaos.history.Entry.FaultEnded;
import io.serai.bench.chaos.history.Entry.FaultSkipped;
import io.serai.bench.chaos.history.Entry.NodeChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was broken, and when: what is found is explained with it, or not. */
final class Faults {

    /**
     * So long after a fault, or after a node changed, partitions may still move: redundancy is restored after a delay,
     * then a node that came back gets its share.
     */
    static final long SETTLING = Spans.nanos(60);

    /** The hub may not hear what a subscriber answers, or too late. */
    private static final List<String> BETWEEN_HUB_AND_SUBSCRIBER =
            List.of("network", "partition", "freeze", "slow", "clock");

    private final List<Fault> all = new ArrayList<>();
    private final List<FaultSkipped> skipped = new ArrayList<>();
    private final Nodes nodes = new Nodes();

    /** One fault, from its beginning until all is well again. */
    static final class Fault {

        final int number;
        final String kind;
        final List<String> nodes;
        final long began;
        long ended = Long.MAX_VALUE;

        private Fault(FaultBegan fault) {
            number = fault.number();
            kind = fault.fault();
            nodes = List.copyOf(fault.nodes());
            began = fault.at();
        }

        boolean during(long from, long to) {
            return began <= to && ended >= from;
        }

        /** It takes what was not forced, of more copies than one. */
        boolean cutsPowerOfSeveral() {
            return kind.contains("power") && nodes.size() > 1;
        }

        private boolean disturbsAnswers() {
            return nodes.isEmpty() || BETWEEN_HUB_AND_SUBSCRIBER.stream().anyMatch(kind::contains);
        }

        @Override
        public String toString() {
            return kind + " #" + number;
        }
    }

    void see(Entry entry) {
        if (entry instanceof FaultBegan fault) {
            all.add(new Fault(fault));
        } else if (entry instanceof FaultEnded end) {
            all.stream().filter(fault -> fault.number == end.number()).forEach(fault -> fault.ended = end.at());
        } else if (entry instanceof FaultSkipped skip) {
            skipped.add(skip);
        } else if (entry instanceof NodeChanged change) {
            nodes.see(change);
        }
    }

    List<Fault> all() {
        return all;
    }

    List<FaultSkipped> skipped() {
        return skipped;
    }

    Nodes nodes() {
        return nodes;
    }

    List<String> underWay(long at) {
        return all.stream()
                .filter(fault -> fault.during(at, at))
                .map(Fault::toString)
                .toList();
    }

    /** The newest that had begun by then. */
    Optional<Fault> newest(long at) {
        return all.stream().filter(fault -> fault.began <= at).reduce((before, after) -> after);
    }

    boolean any(long from, long to) {
        return all.stream().anyMatch(fault -> fault.during(from, to));
    }

    /** Partitions may have got another owner. */
    boolean ownersMayChange(long from, long to) {
        return all.stream().anyMatch(fault -> !fault.nodes.isEmpty() && fault.during(from - SETTLING, to))
                || nodes.changed(from - SETTLING, to);
    }

    /** An answer of a subscriber may not have been heard. */
    boolean answersMayBeLost(long from, long to) {
        return all.stream().anyMatch(fault -> fault.disturbsAnswers() && fault.during(from, to));
    }

    /** A fault that may end the process of the node. */
    boolean mayEnd(String node, long at) {
        return all.stream().anyMatch(fault -> fault.nodes.contains(node) && fault.during(at, at));
    }
}
