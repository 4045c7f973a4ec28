package io.serai.delivery.internal.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.serai.delivery.Catalog;
import io.serai.delivery.SchemaViolationException;
import io.serai.delivery.SchemaViolationException.Violation;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The schemas of the catalogue, compiled once each. Safe for many threads. */
public final class SchemaBook {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Pattern JSON_TYPE = Pattern.compile("[^/]+/(?:json|[^/;]+\\+json)");
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    private final Map<String, Compiled> byType = new HashMap<>();

    public SchemaBook(Catalog catalog) {
        catalog.types().values().forEach(type -> type.schema()
                .ifPresent(schema -> byType.put(type.name(), new Compiled(schema.file(), compile(schema)))));
    }

    /**
     * Reads a schema.
     *
     * @throws IllegalArgumentException where it is none; the message says why
     */
    public static JsonSchema compile(Catalog.Schema schema) {
        JsonNode read;
        try {
            read = JSON.readTree(schema.text());
        } catch (JsonProcessingException noJson) {
            throw new IllegalArgumentException("is not JSON: " + withPlace(noJson), noJson);
        }
        if (!read.isObject()) {
            throw new IllegalArgumentException("is no JSON Schema: it must be an object");
        }
        try {
            var mistakes =
                    FACTORY.getSchema(SchemaLocation.of(META_SCHEMA), config()).validate(read);
            if (!mistakes.isEmpty()) {
                var first = mistakes.iterator().next();
                throw new IllegalArgumentException("is no JSON Schema: at '" + first.getInstanceLocation() + "' "
                        + withoutPlace(first.getMessage()));
            }
            JsonSchema compiled = FACTORY.getSchema(read, config());
            compiled.initializeValidators();
            return compiled;
        } catch (JsonSchemaException mistake) {
            throw new IllegalArgumentException("is no JSON Schema: " + mistake.getMessage(), mistake);
        }
    }

    private static SchemaValidatorsConfig config() {
        return SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .build();
    }

    /** Throws where the data does not fit the schema of the event's type. */
    public void check(CloudEvent event) {
        Compiled compiled = byType.get(event.getType());
        if (compiled == null) {
            return;
        }
        List<Violation> violations = violations(event, compiled.schema);
        if (!violations.isEmpty()) {
            throw new SchemaViolationException(event.getId(), event.getType(), compiled.file, violations);
        }
    }

    private static List<Violation> violations(CloudEvent event, JsonSchema schema) {
        String contentType = event.getDataContentType();
        if (contentType != null && !json(contentType)) {
            return List.of(new Violation("", "must be JSON, but datacontenttype is " + contentType));
        }
        CloudEventData data = event.getData();
        if (data == null) {
            return List.of(new Violation("", "must be JSON, but there is no data"));
        }
        JsonNode read;
        try {
            read = JSON.readTree(data.toBytes());
        } catch (JsonProcessingException noJson) {
            return List.of(new Violation("", "must be JSON: " + withPlace(noJson)));
        } catch (IOException unreadable) {
            return List.of(new Violation("", "must be JSON: " + unreadable.getMessage()));
        }
        if (read.isMissingNode()) {
            return List.of(new Violation("", "must be JSON, but the data is empty"));
        }
        return schema.validate(read).stream()
                .map(found -> new Violation(found.getInstanceLocation().toString(), withoutPlace(found.getMessage())))
                .toList();
    }

    private static boolean json(String contentType) {
        String essence = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return JSON_TYPE.matcher(essence).matches();
    }

    // the library begins its messages with the place, which the violation has already
    private static String withoutPlace(String message) {
        return message.startsWith("/") || message.startsWith(": ")
                ? message.substring(message.indexOf(": ") + 2)
                : message;
    }

    private static String withPlace(JsonProcessingException mistake) {
        var place = mistake.getLocation();
        return mistake.getOriginalMessage()
                + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")");
    }

    private record Compiled(String file, JsonSchema schema) {}
}
