/** Subscriptions, policies, retries and dead letters over the event log. No Camel, no Spring. */
@NullMarked
package io.serai.delivery;

import org.jspecify.annotations.NullMarked;
