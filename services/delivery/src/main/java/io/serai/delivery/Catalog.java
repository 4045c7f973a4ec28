package io.serai.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The event types that are known, from {@code catalog.yaml}.
 *
 * @param types by name
 */
public record Catalog(Map<String, EventType> types) {

    public static final Catalog EMPTY = new Catalog(Map.of());

    public Catalog {
        types = Map.copyOf(types);
    }

    public Optional<EventType> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** Whether events of any type are ever removed. */
    public boolean removesEvents() {
        return types.values().stream().anyMatch(type -> type.retention().isPresent());
    }

    /**
     * One type.
     *
     * @param owner the application that publishes it
     * @param operation {@code created}, {@code changed}, {@code deleted} or another word for what it says
     * @param failType what is published when its delivery is given up
     * @param schema the JSON Schema (2020-12) of its data, as text
     * @param retention so long events are kept at least; empty: for good
     * @param description for people
     */
    public record EventType(
            String name,
            Optional<String> owner,
            Optional<String> operation,
            Optional<String> failType,
            Optional<Schema> schema,
            Optional<Duration> retention,
            Optional<String> description) {}

    /**
     * A JSON Schema.
     *
     * @param file where it stands, for messages
     */
    public record Schema(String file, String text) {}
}
