/** Log and delivery as a whole under a simulator: threads, time, disks and targets are driven by one seed. */
@NullMarked
package io.serai.delivery.simulation;

import org.jspecify.annotations.NullMarked;
