/** Finds a port that somebody else holds before anything is started. */
@NullMarked
package io.serai.sandbox.ports;

import org.jspecify.annotations.NullMarked;
