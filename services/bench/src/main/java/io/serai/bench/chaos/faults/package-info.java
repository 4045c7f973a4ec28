/** What is broken in a run, each kind a class, and the seeded order in which it happens. */
@NullMarked
package io.serai.bench.chaos.faults;

import org.jspecify.annotations.NullMarked;
