/** Waiting: the one way in which the hub lets time pass, and a clock that tests move by hand. */
@NullMarked
package io.serai.delivery.time;

import org.jspecify.annotations.NullMarked;
