package io.serai.delivery.config;

import io.serai.delivery.Catalog;
import io.serai.delivery.internal.publish.SchemaBook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code catalog.yaml} and the schemas that it names. */
final class CatalogReader {

    private static final Set<String> KEYS = Set.of("owner", "operation", "fail", "schema", "retention", "description");

    private static final Duration LEAST_RETENTION = Duration.ofMinutes(1);

    private final Path folder;
    private final FileTexts texts;

    CatalogReader(Path folder, FileTexts texts) {
        this.folder = folder;
        this.texts = texts;
    }

    Catalog read(Value.Mapping types) {
        Map<String, Catalog.EventType> read = new TreeMap<>();
        types.entries().forEach((name, value) -> read.put(name, type(name, value)));
        return new Catalog(read);
    }

    private Catalog.EventType type(String name, Value value) {
        String what = "event type '" + name + "'";
        if (name.isBlank() || name.contains("*")) {
            throw value.mistake(what + ": a type of the catalogue is a whole type, without *");
        }
        Value.Mapping said = value.asMapping(what);
        said.allowOnly(what, KEYS);
        return new Catalog.EventType(
                name,
                text(what, said, "owner"),
                text(what, said, "operation"),
                text(what, said, "fail"),
                Optional.ofNullable(said.entries().get("schema")).map(schema -> schema(what, schema)),
                Optional.ofNullable(said.entries().get("retention")).map(retention -> retention(what, retention)),
                text(what, said, "description"));
    }

    private static Optional<String> text(String what, Value.Mapping said, String key) {
        return Optional.ofNullable(said.entries().get(key)).map(value -> value.asText(what + ": " + key));
    }

    private static Duration retention(String what, Value value) {
        String text = value.asText(what + ": retention");
        try {
            Duration retention = Durations.parse(text);
            if (retention.compareTo(LEAST_RETENTION) < 0) {
                throw value.mistake(what + ": retention must be at least 1m, was " + text);
            }
            return retention;
        } catch (IllegalArgumentException noDuration) {
            throw value.mistake(what + ": retention " + noDuration.getMessage());
        }
    }

    private Catalog.Schema schema(String what, Value value) {
        String name = value.asText(what + ": schema");
        Path file = folder.resolve(name).normalize();
        if (Path.of(name).isAbsolute() || !file.startsWith(folder.normalize())) {
            throw value.mistake(what + ": schema must be a file below " + folder
                    + ", written as a relative path such as schemas/order.json, was '" + name + "'");
        }
        String text;
        try {
            text = texts.read(file);
        } catch (IOException missing) {
            throw value.mistake(what + ": schema '" + name + "' cannot be read: there is no text file " + file);
        }
        Catalog.Schema schema = new Catalog.Schema(name, text);
        try {
            SchemaBook.compile(schema);
        } catch (IllegalArgumentException mistake) {
            throw value.mistake(what + ": schema '" + name + "' " + mistake.getMessage());
        }
        return schema;
    }
}
