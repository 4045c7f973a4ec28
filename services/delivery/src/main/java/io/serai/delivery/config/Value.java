package io.serai.delivery.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A value of a configuration with its place, whether it came from a file or from properties. */
sealed interface Value {

    Place place();

    /** The path that leads to it. */
    String key();

    /** A text, number or truth value as written. */
    record Scalar(Place place, String key, String text) implements Value {}

    /** A list. */
    record Sequence(Place place, String key, List<Value> items) implements Value {}

    /** Keys with values, in the order written. */
    record Mapping(Place place, String key, Map<String, Value> entries) implements Value {

        /** Refuses keys that are none of these. */
        void allowOnly(String what, Set<String> known) {
            entries.forEach((name, value) -> {
                if (!known.contains(name)) {
                    throw value.mistake(what + ": unknown key '" + name + "'; known are "
                            + String.join(", ", new TreeSet<>(known)));
                }
            });
        }
    }

    default ConfigurationException mistake(String message) {
        return new ConfigurationException(message, place(), key());
    }

    /** As a person wrote it, for messages. */
    default String shown() {
        if (this instanceof Scalar scalar) {
            return scalar.text().isEmpty() ? "nothing" : "'" + scalar.text() + "'";
        }
        return this instanceof Sequence ? "a list" : "a map";
    }

    default Mapping asMapping(String what) {
        if (this instanceof Mapping mapping) {
            return mapping;
        }
        if (this instanceof Scalar scalar && scalar.text().isEmpty()) {
            return new Mapping(place(), key(), Map.of());
        }
        throw mistake(what + " must be a map, was " + shown());
    }

    default String asText(String what) {
        if (this instanceof Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text().strip();
        }
        throw mistake(what + " must be a text, was " + shown());
    }

    /** Values that are no tree of nodes: properties. */
    static Value of(Object value, String source, String key) {
        Place place = new Place(source, 0);
        if (value instanceof Map<?, ?> map) {
            Map<String, Value> entries = new LinkedHashMap<>();
            map.forEach((name, inner) -> entries.put(name.toString(), of(inner, source, key + "." + name)));
            return new Mapping(place, key, entries);
        }
        if (value instanceof Iterable<?> items) {
            List<Value> list = new java.util.ArrayList<>();
            items.forEach(item -> list.add(of(item, source, key + "[" + list.size() + "]")));
            return new Sequence(place, key, list);
        }
        return new Scalar(place, key, value.toString());
    }
}
