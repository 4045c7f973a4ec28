package io.serai.hub.http;

import io.serai.delivery.EventHub;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Looks for events in the log. */
@RestController
@Tag(name = "events")
final class SearchController {

    private final EventHub hub;

    SearchController(EventHub hub) {
        this.hub = hub;
    }

    @GetMapping(path = "/events", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "searchEvents",
            summary = "Search events",
            description = "Walks the log partition by partition, oldest first, and answers after a bounded stretch of"
                    + " it: a page may have fewer events than the limit, or none, and still a next one.")
    Page<EventsController.Shown> search(
            @Parameter(description = "exact, or the start of a type with * at its end")
                    @RequestParam(required = false)
                    @Nullable
                    String type,
            @Parameter(description = "exact") @RequestParam(required = false) @Nullable String source,
            @Parameter(description = "exact") @RequestParam(required = false) @Nullable String subject,
            @Parameter(description = "exact: the events of one transaction") @RequestParam(required = false) @Nullable
                    String correlationid,
            @Parameter(description = "kept at this time or later", example = "2026-11-22T10:00:00Z")
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(description = "kept before this time", example = "2026-11-22T11:00:00Z")
                    @RequestParam(required = false)
                    @Nullable
                    String to,
            @Parameter(description = "at most so many, 1 to 1000") @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
                    int limit,
            @Parameter(description = "'next' of the page before") @RequestParam(required = false) @Nullable
                    String after) {
        EventSearch search = new EventSearch(
                hub.store(),
                new EventSearch.Wanted(
                        Optional.ofNullable(type),
                        Optional.ofNullable(source),
                        Optional.ofNullable(subject),
                        Optional.ofNullable(correlationid),
                        time("from", from),
                        time("to", to)));
        return search.page(Optional.ofNullable(after), Page.limit(limit));
    }

    private static Optional<Instant> time(String name, @Nullable String value) {
        try {
            return Optional.ofNullable(value)
                    .map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException noTime) {
            throw ProblemException.badRequest(
                    name + " must be a time such as 2026-11-22T10:00:00Z (a + is written %2B), was '" + value + "'");
        }
    }
}
