/** The systems around the hub that the sandbox stands in for: who puts events in, who gets them, and who fails on demand. */
@NullMarked
package io.serai.sandbox.consumers;

import org.jspecify.annotations.NullMarked;
