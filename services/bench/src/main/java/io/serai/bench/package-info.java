/** Benchmarks of the log and of delivery, beside raw Geode in the same run. */
@NullMarked
package io.serai.bench;

import org.jspecify.annotations.NullMarked;
