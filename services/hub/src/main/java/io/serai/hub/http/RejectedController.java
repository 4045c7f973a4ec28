package io.serai.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.delivery.EventHub;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What came over a bridge and could not become an event. */
@RestController
@Tag(name = "rejected input")
final class RejectedController {

    private final EventHub hub;
    private final Gate gate;

    RejectedController(EventHub hub, Gate gate) {
        this.hub = hub;
        this.gate = gate;
    }

    /** Rejected input; the body is shown for one, not in lists. */
    @Schema(name = "RejectedInput")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            String id,
            @Schema(description = "the route that took it in") String bridge,
            @Schema(description = "where it was") String origin,
            @Schema(description = "invalid, too-large, schema, conflict, too-many-hops, or failed by a redrive")
                    String code,
            @Schema(description = "what is wrong with it") String message,
            @Schema(description = "when it was rejected, last") Instant time,
            Map<String, String> headers,
            @Schema(description = "bytes of the body") int size,
            @Schema(description = "the body, where it is text") @Nullable String text,
            @Schema(description = "the body in Base64, where it is not text") byte @Nullable [] base64) {

        static Shown listed(RejectedInput input) {
            return of(input, null, null);
        }

        static Shown whole(RejectedInput input) {
            try {
                return of(
                        input,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(input.body()))
                                .toString(),
                        null);
            } catch (CharacterCodingException noText) {
                return of(input, null, input.body());
            }
        }

        private static Shown of(RejectedInput input, @Nullable String text, byte @Nullable [] base64) {
            return new Shown(
                    input.id(),
                    input.bridge(),
                    input.origin(),
                    input.code(),
                    input.message(),
                    input.time(),
                    texts(input.headers()),
                    input.body().length,
                    text,
                    base64);
        }

        private static Map<String, String> texts(Map<String, Object> headers) {
            Map<String, String> texts = new TreeMap<>();
            headers.forEach((name, value) -> texts.put(
                    name,
                    value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString()));
            return texts;
        }
    }

    /** What came of a redrive. */
    @Schema(name = "RedrivenInput")
    record Taken(
            String id,
            @Schema(description = "what its route published of it; none where it wanted nothing of it")
                    List<EventsController.Kept> published) {}

    @GetMapping(path = "/rejected", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "listRejected", summary = "Rejected input, newest first")
    Page<Shown> list(
            @Parameter(description = "at most so many, 1 to 1000") @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
                    int limit,
            @Parameter(description = "'next' of the page before") @RequestParam(required = false) @Nullable
                    String after) {
        List<RejectedInput> found = hub.rejectedInputs().list(Optional.ofNullable(after), Page.limit(limit) + 1);
        return Page.of(found, limit, Shown::listed, RejectedInput::id);
    }

    @GetMapping(path = "/rejected/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "getRejected", summary = "Rejected input with its body")
    Shown get(@PathVariable String id) {
        return hub.rejectedInputs()
                .get(id)
                .map(Shown::whole)
                .orElseThrow(() -> ProblemException.notFound("there is no rejected input '" + id + "'"));
    }

    @PostMapping(path = "/rejected/{id}/redrive", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "redriveRejected",
            summary = "Give it to its route again, as it came",
            description = "For when the route or the schema has been mended. Once what the route publishes is durable,"
                    + " the input is gone. What was published of it before is not stored again.")
    @ApiResponse(responseCode = "200", description = "published, or not wanted by the route; it is not kept any more")
    @ApiResponse(responseCode = "404", description = "there is no such input")
    @ApiResponse(
            responseCode = "409",
            description = "it is being redriven, its route is not there or does not run, or only a part was kept")
    @ApiResponse(
            responseCode = "422",
            description = "rejected again; it is kept with the cause of now, which 'code' and 'detail' tell")
    @ApiResponse(
            responseCode = "503",
            description =
                    "the store cannot take it now, or a node does not say whether it redrives it; it is kept as it"
                            + " was")
    CompletableFuture<Taken> redrive(@PathVariable String id) {
        gate.publishing();
        return hub.rejectedInputs().redrive(id).thenApply(ended -> taken(id, ended));
    }

    private static Taken taken(String id, Redriven ended) {
        if (ended instanceof Redriven.Published published) {
            return new Taken(
                    id,
                    published.events().stream().map(EventsController.Kept::of).toList());
        }
        Redriven.Rejected again = (Redriven.Rejected) ended;
        throw ProblemException.rejectedAgain(again.code(), again.message());
    }

    @PostMapping(path = "/rejected/{id}/discard", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "discardRejected",
            summary = "Forget rejected input",
            description = "Answers once more with all of it. There is room for a bounded number: input that finds none"
                    + " is not acknowledged to its source.")
    @ApiResponse(responseCode = "200", description = "forgotten")
    @ApiResponse(responseCode = "404", description = "there is no such input")
    @ApiResponse(responseCode = "409", description = "it is being redriven")
    CompletableFuture<Shown> discard(@PathVariable String id) {
        Shown whole = get(id);
        return hub.rejectedInputs().discard(id).thenApply(done -> whole);
    }
}
