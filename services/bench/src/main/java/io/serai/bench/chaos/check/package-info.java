/** Checks the history of a run under faults against what the hub guarantees. */
@NullMarked
package io.serai.bench.chaos.check;

import org.jspecify.annotations.NullMarked;
