/** How the hub is put together. */
@NullMarked
package io.serai.delivery.internal;

import org.jspecify.annotations.NullMarked;
