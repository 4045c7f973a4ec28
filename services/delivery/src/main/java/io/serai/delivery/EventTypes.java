package io.serai.delivery;

import java.util.Arrays;
import java.util.List;

/**
 * The event types a subscription is interested in.
 *
 * @param patterns exact types, or the start of a type followed by {@code *}; {@code *} alone is every type
 */
public record EventTypes(List<String> patterns) {

    public static final EventTypes ALL = new EventTypes(List.of("*"));

    public EventTypes {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("types must name at least one type; * is every type");
        }
        for (String pattern : patterns) {
            int star = pattern.indexOf('*');
            if (pattern.isBlank() || (star >= 0 && star < pattern.length() - 1)) {
                throw new IllegalArgumentException(
                        "types: '" + pattern + "' must be a type, or the start of one with a * at the end");
            }
        }
    }

    /** Reads a comma list. */
    public static EventTypes parse(String list) {
        return new EventTypes(
                Arrays.stream(list.split(",", -1)).map(String::strip).toList());
    }

    public boolean match(String type) {
        for (String pattern : patterns) {
            int last = pattern.length() - 1;
            if (pattern.charAt(last) == '*' ? type.regionMatches(0, pattern, 0, last) : type.equals(pattern)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
