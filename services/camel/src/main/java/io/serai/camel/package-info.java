/** The Camel component {@code serai:}: routes publish to the event log and subscribe to it. */
@NullMarked
package io.serai.camel;

import org.jspecify.annotations.NullMarked;
