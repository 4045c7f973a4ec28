package io.serai.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.serai.delivery.Catalog;
import io.serai.delivery.EventHub;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The event types that are known. */
@RestController
@Tag(name = "catalog")
final class CatalogController {

    private final EventHub hub;

    CatalogController(EventHub hub) {
        this.hub = hub;
    }

    /** One event type. */
    @Schema(name = "EventType")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            String name,
            @Schema(description = "the application that publishes it") @Nullable String owner,
            @Schema(description = "created, changed, deleted or another word for what it says") @Nullable
                    String operation,
            @Schema(description = "what is published when its delivery is given up") @Nullable String failType,
            @Schema(description = "so long events are kept at least, as ISO 8601; for good where there is none")
                    @Nullable
                    String retention,
            @Schema(description = "the file of its schema") @Nullable String schemaFile,
            @JsonRawValue @Schema(implementation = Object.class, description = "JSON Schema of its data") @Nullable
                    String schema) {

        static Shown of(Catalog.EventType type) {
            return new Shown(
                    type.name(),
                    type.owner().orElse(null),
                    type.operation().orElse(null),
                    type.failType().orElse(null),
                    type.retention().map(Duration::toString).orElse(null),
                    type.schema().map(Catalog.Schema::file).orElse(null),
                    type.schema().map(Catalog.Schema::text).orElse(null));
        }
    }

    @GetMapping(path = "/catalog", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "listEventTypes",
            summary = "Event types with owner, operation, fail type and schema, in order of name")
    Page<Shown> list(
            @Parameter(description = "at most so many, 1 to 1000") @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
                    int limit,
            @Parameter(description = "'next' of the page before") @RequestParam(defaultValue = "") String after) {
        List<Catalog.EventType> found = new TreeMap<>(
                        hub.definitions().catalog().types())
                .tailMap(after, false).values().stream()
                        .limit(Page.limit(limit) + 1L)
                        .toList();
        return Page.of(found, limit, Shown::of, Catalog.EventType::name);
    }
}
