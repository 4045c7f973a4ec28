package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Need;
import java.util.Random;
import java.util.Set;

/** A kind of fault. */
public interface Fault {

    /** As in {@code --faults} and in the history. */
    String name();

    /** Without which it cannot be done. */
    default Set<Need> needs() {
        return Set.of();
    }

    /** Chooses, by the random numbers of the run, what it will hit; nothing is done yet. */
    Injection choose(Site site, Random random);
}
