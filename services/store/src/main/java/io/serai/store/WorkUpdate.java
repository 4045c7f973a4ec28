package io.serai.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Rows of a partition's work table to put and to remove: put in the order of the map, then removed. A crash in between
 * leaves those before it.
 *
 * @param durable wait until a power cut cannot take it
 */
public record WorkUpdate(Map<String, byte[]> puts, Set<String> removes, boolean durable) {

    public WorkUpdate {
        puts = Collections.unmodifiableMap(new LinkedHashMap<>(puts));
        removes = Collections.unmodifiableSet(new LinkedHashSet<>(removes));
    }
}
