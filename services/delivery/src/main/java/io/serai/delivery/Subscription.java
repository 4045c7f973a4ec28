package io.serai.delivery;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a subscription is declared to be.
 *
 * @param name letters, digits, dot, dash and underscore, at most 100; the identity of its cursors
 * @param filter CloudEvents SQL on top of the types
 * @param start where a subscription that is new begins
 * @param origin where it was declared, for messages: a file and key, or a route
 */
public record Subscription(
        String name, EventTypes types, Optional<EventFilter> filter, Policy policy, StartAt start, String origin) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public Subscription {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("subscription '" + name
                    + "': a name has letters, digits, '.', '-' and '_', at most 100, and starts with a letter or digit ("
                    + origin + ")");
        }
    }

    /** The same with another policy. */
    public Subscription with(Policy other) {
        return new Subscription(name, types, filter, other, start, origin);
    }
}
