/** The fault-injection harness: real hub processes, real clients, one fault after another, and a history to be checked. */
@NullMarked
package io.serai.bench.chaos;

import org.jspecify.annotations.NullMarked;
