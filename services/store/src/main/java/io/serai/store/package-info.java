/** The event log: every event kept, numbered per partition, read up to what is durable. No Camel, no Spring. */
@NullMarked
package io.serai.store;

import org.jspecify.annotations.NullMarked;
