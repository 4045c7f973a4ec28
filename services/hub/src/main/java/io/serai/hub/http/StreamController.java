package io.serai.hub.http;

import io.serai.delivery.EventFilter;
import io.serai.delivery.EventTypes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events as they come. */
@RestController
@Tag(name = "events")
final class StreamController {

    private final EventStreams streams;

    StreamController(EventStreams streams) {
        this.streams = streams;
    }

    @GetMapping(path = "/events/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            operationId = "streamEvents",
            summary = "Events as they are committed, as server-sent events",
            description = "The id is the position, the data is the event in the JSON format of CloudEvents. Nothing is"
                    + " promised: who reads too slowly gets an event named 'dropped' and is cut off. To miss nothing,"
                    + " declare a subscription.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "429", description = "too many listen already; see Retry-After")
    SseEmitter stream(
            @Parameter(description = "comma list of types, each may end in *") @RequestParam(defaultValue = "*")
                    String types,
            @Parameter(description = "CloudEvents SQL") @RequestParam(required = false) @Nullable String filter) {
        try {
            return streams.open(
                    EventTypes.parse(types), Optional.ofNullable(filter).map(EventFilter::parse));
        } catch (IllegalArgumentException mistake) {
            throw ProblemException.badRequest(String.valueOf(mistake.getMessage()));
        }
    }
}
