/** The delivery of one partition to one subscription, and all of them together. */
@NullMarked
package io.serai.delivery.internal.engine;

import org.jspecify.annotations.NullMarked;
