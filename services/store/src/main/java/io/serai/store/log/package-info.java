/** The log engine: append, duplicates, group commit and take-over, over any {@link io.serai.store.log.Storage}. */
@NullMarked
package io.serai.store.log;

import org.jspecify.annotations.NullMarked;
