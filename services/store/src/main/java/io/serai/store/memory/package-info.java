/** The event log in memory, with copies, restarts and crashes, for tests and simulation. */
@NullMarked
package io.serai.store.memory;

import org.jspecify.annotations.NullMarked;
