package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry;

/** Looks for one kind of violation while the history passes by, in order of its lines. */
interface Rule {

    void see(long line, Entry entry);

    /** There are no more lines. */
    default void end() {}
}
