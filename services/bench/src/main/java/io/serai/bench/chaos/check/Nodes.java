package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry.NodeChanged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which processes were ready when. */
final class Nodes {

    private final Set<String> known = new HashSet<>();
    private final Set<String> ready = new HashSet<>();
    private final List<Stretch> stretches = new ArrayList<>();

    /** So many nodes are ready from then on. */
    private record Stretch(long from, int ready) {}

    void see(NodeChanged change) {
        known.add(change.node());
        if (change.state() == NodeChanged.State.READY) {
            ready.add(change.node());
        } else {
            ready.remove(change.node());
        }
        stretches.add(new Stretch(change.at(), ready.size()));
    }

    boolean changed(long from, long to) {
        return stretches.stream().anyMatch(stretch -> stretch.from >= from && stretch.from <= to);
    }

    /** At some time there was no majority of them. */
    boolean withoutMajority(long from, long to) {
        int before = 0;
        for (Stretch stretch : stretches) {
            if (stretch.from > to) {
                break;
            }
            if (stretch.from > from && before * 2 <= known.size()) {
                return true;
            }
            before = stretch.ready;
        }
        return before * 2 <= known.size();
    }

    /** Since when all have been ready, as it was at the time; where they are not, the time itself. */
    long allReadySince(long at) {
        int now = 0;
        long since = 0;
        for (Stretch stretch : stretches) {
            if (stretch.from > at) {
                break;
            }
            now = stretch.ready;
            since = stretch.from;
        }
        return now == known.size() ? since : at;
    }
}
