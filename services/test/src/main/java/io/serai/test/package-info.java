/** Tests of routes with the hub's own engine, a store in memory, a clock to set, and stand-ins for the systems outside. */
@NullMarked
package io.serai.test;

import org.jspecify.annotations.NullMarked;
