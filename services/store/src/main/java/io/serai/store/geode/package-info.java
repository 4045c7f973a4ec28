/** The event log on Apache Geode. The classes named in {@code cache.xml} keep their names for good. */
@NullMarked
package io.serai.store.geode;

import org.jspecify.annotations.NullMarked;
