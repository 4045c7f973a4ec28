package io.serai.store;

import java.util.Map;
import java.util.Set;

/**
 * Rows of a partition's work table to put and to remove, together.
 *
 * @param durable wait until a power cut cannot take it
 */
public record WorkUpdate(Map<String, byte[]> puts, Set<String> removes, boolean durable) {

    public WorkUpdate {
        puts = Map.copyOf(puts);
        removes = Set.copyOf(removes);
    }
}
