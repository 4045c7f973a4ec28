package io.serai.delivery.internal.engine;

import io.serai.store.Peers;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which nodes give no answer, so that it is told once when one falls silent, and once when it answers again. */
final class SilentNodes {

    private final SortedSet<String> silent = new TreeSet<>();

    /**
     * What is new.
     *
     * @param fell who gives no answer now, and did before or was not asked, with why
     * @param back who gave none before
     */
    record Change(SortedMap<String, RuntimeException> fell, List<String> back) {}

    synchronized Change after(Peers.Answers answers) {
        SortedMap<String, RuntimeException> fell = new TreeMap<>(answers.failures());
        fell.keySet().removeAll(silent);
        List<String> back =
                silent.stream().filter(answers.answers()::containsKey).toList();
        // one that is gone is asked no more, and may come back another
        silent.clear();
        silent.addAll(answers.failures().keySet());
        return new Change(fell, back);
    }
}
