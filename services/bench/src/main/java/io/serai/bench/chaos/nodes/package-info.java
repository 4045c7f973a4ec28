/** The hub processes of a run, and the machinery they stand on: networks, disks and clocks that can be broken. */
@NullMarked
package io.serai.bench.chaos.nodes;

import org.jspecify.annotations.NullMarked;
