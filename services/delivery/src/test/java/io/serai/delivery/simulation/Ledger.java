package io.serai.delivery.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happened last, and the first promise that was broken: it is noted, for exceptions would get lost in futures. */
final class Ledger {

    private final int kept;
    private final Deque<String> last = new ArrayDeque<>();
    private final VirtualTime time;
    private long steps;
    private long digest;
    private @Nullable String broken;

    /** @param kept so many entries; none makes it fast */
    Ledger(VirtualTime time, int kept) {
        this.time = time;
        this.kept = kept;
    }

    void step() {
        steps++;
    }

    long steps() {
        return steps;
    }

    void note(String what, @Nullable Object... about) {
        if (kept > 0) {
            String line = steps + " " + time + "  " + String.format(java.util.Locale.ROOT, what, about);
            digest = digest * 31 + line.hashCode();
            if (last.size() == kept) {
                last.remove();
            }
            last.add(line);
        }
    }

    /** Of all that was noted: the same for the same schedule. */
    long digest() {
        return digest;
    }

    void check(boolean kept, String promise, Supplier<String> how) {
        if (!kept && broken == null) {
            broken = promise + ": " + how.get();
            note("BROKEN %s", broken);
        }
    }

    Optional<String> broken() {
        return Optional.ofNullable(broken);
    }

    String story() {
        return String.join("\n", last);
    }
}
