/** Everything in one process, for a first try: brokers, hub, and stand-ins for the systems around it. */
@NullMarked
package io.serai.sandbox;

import org.jspecify.annotations.NullMarked;
