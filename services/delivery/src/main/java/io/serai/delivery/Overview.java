package io.serai.delivery;

import java.util.List;

/**
 * What the nodes that answered know together.
 *
 * @param silent nodes that gave no answer in time, in order: what they know is missing
 */
public record Overview<T>(List<T> items, List<String> silent) {

    public Overview {
        items = List.copyOf(items);
        silent = List.copyOf(silent);
    }
}
