/** The life of the hub: routes are checked, the store opens, the hub is built, routes start, and all ends in order. */
@NullMarked
package io.serai.hub.runtime;

import org.jspecify.annotations.NullMarked;
