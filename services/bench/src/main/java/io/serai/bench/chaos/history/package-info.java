/** The history of a run under faults: what clients, subscribers and nodes did and saw, one JSON line each. */
@NullMarked
package io.serai.bench.chaos.history;

import org.jspecify.annotations.NullMarked;
