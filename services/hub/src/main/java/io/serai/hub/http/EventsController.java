package io.serai.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.cloudevents.CloudEvent;
import io.serai.delivery.EventHub;
import io.serai.delivery.Fate;
import io.serai.delivery.format.EventJsonReader;
import io.serai.delivery.format.EventJsonWriter;
import io.serai.delivery.format.MediaTypes;
import io.serai.hub.config.SeraiProperties;
import io.serai.store.Appended;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The door into the log, and single events out of it. */
@RestController
@Tag(name = "events")
final class EventsController {

    private final EventHub hub;
    private final Gate gate;
    private final RequestBodies bodies;
    private final long maxEventSize;
    private final long maxBatchSize;

    EventsController(EventHub hub, Gate gate, RequestBodies bodies, SeraiProperties properties) {
        this.hub = hub;
        this.gate = gate;
        this.bodies = bodies;
        this.maxEventSize = properties.store().maxEventSize().toBytes();
        this.maxBatchSize = properties.http().maxBatchSize().toBytes();
    }

    /** The answer to one event that was kept. */
    record Kept(
            String id,
            String source,
            @Schema(description = "partition-offset", example = "12-345") String position,
            @Schema(description = "the event was known already; position is where it was stored first")
                    boolean duplicate) {

        static Kept of(Appended appended) {
            return new Kept(
                    appended.id(),
                    appended.source().toString(),
                    appended.position().toString(),
                    appended.duplicate());
        }
    }

    /** The answer to a batch, in its order. */
    record KeptBatch(List<Kept> items) {}

    /** An event of the log. */
    @Schema(name = "Event")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            @Schema(description = "partition-offset", example = "12-345") String position,
            @JsonRawValue
                    @Schema(implementation = Object.class, description = "the event in the JSON format of CloudEvents")
                    String event,
            @Schema(description = "what became of it at every subscription") @Nullable List<FateShown> deliveries) {

        static Shown of(StoredEvent stored) {
            return new Shown(stored.position().toString(), EventJsonWriter.write(stored.event()), null);
        }
    }

    /** What became of an event at one subscription. */
    @Schema(name = "Fate")
    record FateShown(
            String subscription,
            @Schema(
                            description =
                                    "no_match, pending, in_flight, blocked, retrying, delivered, dead, resolved or"
                                            + " discarded")
                    String state,
            @Schema(description = "for a person: why it did not match, how many attempts, the last error") String why) {

        static FateShown of(Fate fate) {
            return new FateShown(fate.subscription(), fate.state().name().toLowerCase(Locale.ROOT), fate.why());
        }
    }

    @PostMapping(path = "/events", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "publishEvents",
            summary = "Publish one event or a batch",
            description = "The HTTP binding of CloudEvents 1.0: binary (ce-* headers, any body), structured or batched"
                    + " JSON. Answers when the event is durable. Sending an event again answers with its first"
                    + " position. A batch is checked whole before anything of it is stored.",
            requestBody =
                    @RequestBody(
                            content = {
                                @Content(mediaType = MediaTypes.EVENT, schema = @Schema(implementation = Object.class)),
                                @Content(
                                        mediaType = MediaTypes.BATCH,
                                        schema = @Schema(implementation = Object[].class)),
                                @Content(mediaType = "*/*", schema = @Schema(type = "string", format = "binary"))
                            }))
    @ApiResponse(
            responseCode = "202",
            description = "kept",
            content = @Content(schema = @Schema(oneOf = {Kept.class, KeptBatch.class})))
    @ApiResponse(responseCode = "400", description = "not a CloudEvent")
    @ApiResponse(responseCode = "408", description = "the body did not come in time")
    @ApiResponse(responseCode = "409", description = "an event with this source and id is kept with other content")
    @ApiResponse(responseCode = "413", description = "too large")
    @ApiResponse(responseCode = "415", description = "neither ce-* headers nor a known format of CloudEvents")
    @ApiResponse(responseCode = "422", description = "the data does not fit the schema of its type")
    @ApiResponse(responseCode = "429", description = "too much waits for its answer; see Retry-After")
    @ApiResponse(responseCode = "503", description = "the store cannot keep it now; see Retry-After")
    CompletableFuture<ResponseEntity<Object>> publish(@Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        Map<String, List<String>> headers = headers(request);
        HttpEventReader.Mode mode = HttpEventReader.mode(headers);
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ProblemException.mediaType(
                    "Content-Encoding '" + ProblemText.plain(encoding) + "' is not known here; send the body as it is");
        }
        gate.publishing();
        RequestBodies.Body body =
                switch (mode) {
                    case BINARY -> bodies.read(request, maxEventSize, "serai.store.max-event-size");
                    // Base64 and escapes make the JSON of an event larger than the event
                    case STRUCTURED -> bodies.read(request, 2 * maxEventSize, "twice serai.store.max-event-size");
                    case BATCH -> bodies.read(request, maxBatchSize, "serai.http.max-batch-size");
                };
        try {
            CompletableFuture<?> answer =
                    switch (mode) {
                        case BINARY -> publish(HttpEventReader.binary(headers, body.bytes()));
                        case STRUCTURED -> publish(EventJsonReader.event(body.bytes()));
                        case BATCH -> publish(EventJsonReader.batch(body.bytes()));
                    };
            return answer.whenComplete((done, failed) -> body.close())
                    .thenApply(
                            done -> ResponseEntity.status(HttpStatus.ACCEPTED).body(done));
        } catch (RuntimeException refused) {
            body.close();
            throw refused;
        }
    }

    private CompletableFuture<Kept> publish(CloudEvent event) {
        return hub.publisher().publish(event).thenApply(Kept::of);
    }

    private CompletableFuture<KeptBatch> publish(List<CloudEvent> events) {
        return hub.publisher()
                .publish(events)
                .thenApply(all -> new KeptBatch(all.stream().map(Kept::of).toList()));
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .addAll(Collections.list(request.getHeaders(name)));
        }
        return headers;
    }

    @GetMapping(path = "/events/{position}")
    @Operation(
            operationId = "getEvent",
            summary = "One event, on demand with its fate at every subscription",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            content = {
                                @Content(mediaType = MediaTypes.EVENT, schema = @Schema(implementation = Object.class)),
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = Shown.class))
                            }))
    ResponseEntity<Object> event(
            @Parameter(description = "partition-offset", example = "12-345") @PathVariable String position,
            @Parameter(
                            description = "false: the event itself, in the JSON format of CloudEvents;"
                                    + " true: the event and what became of it at every subscription")
                    @RequestParam(defaultValue = "false")
                    boolean deliveries) {
        StoredEvent stored = hub.store()
                .read(position(position))
                .orElseThrow(() -> ProblemException.notFound("there is no event at position " + position));
        Shown shown = Shown.of(stored);
        if (!deliveries) {
            return ResponseEntity.ok()
                    .contentType(MediaType.parseMediaType(MediaTypes.EVENT))
                    .body(shown.event().getBytes(StandardCharsets.UTF_8));
        }
        List<FateShown> fates =
                hub.deliveries().fates(stored).stream().map(FateShown::of).toList();
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Shown(shown.position(), shown.event(), fates));
    }

    private Position position(String text) {
        try {
            Position position = Position.parse(text);
            if (position.partition() < hub.store().partitions()) {
                return position;
            }
        } catch (IllegalArgumentException noPosition) {
            throw ProblemException.badRequest(String.valueOf(noPosition.getMessage()));
        }
        throw ProblemException.notFound("there is no event at position " + text);
    }
}
