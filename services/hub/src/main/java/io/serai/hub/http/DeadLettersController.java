package io.serai.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.EventHub;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Deliveries given up: what happened to them, sending one again, giving one up for good. */
@RestController
@Tag(name = "dead letters")
final class DeadLettersController {

    private final EventHub hub;

    DeadLettersController(EventHub hub) {
        this.hub = hub;
    }

    /** A dead letter with its history. */
    @Schema(name = "DeadLetter")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            @Schema(description = "subscription~position", example = "billing~12-345") String id,
            String subscription,
            String position,
            String eventId,
            String source,
            String type,
            @Nullable String subject,
            @Nullable String correlationId,
            @Schema(description = "dead, redriving, resolved or discarded") String state,
            @Schema(description = "all finished attempts, redrives included") int attempts,
            @Schema(description = "why it was given up") String reason,
            @Schema(description = "short and the same for the same reason") String cause,
            String message,
            Instant since,
            List<Entry> history) {

        static Shown of(DeadLetter letter) {
            return new Shown(
                    letter.id(),
                    letter.subscription(),
                    letter.position().toString(),
                    letter.eventId(),
                    letter.source(),
                    letter.type(),
                    letter.subject().orElse(null),
                    letter.correlationId().orElse(null),
                    letter.state().name().toLowerCase(Locale.ROOT),
                    letter.attempts(),
                    letter.reason(),
                    letter.cause(),
                    letter.message(),
                    letter.since(),
                    letter.history().stream()
                            .map(entry -> new Entry(entry.time(), entry.what(), entry.detail()))
                            .toList());
        }
    }

    /** One thing that happened. */
    @Schema(name = "DeadLetterEntry")
    record Entry(Instant time, String what, String detail) {}

    /** What a person says about it. */
    @Schema(name = "Reason")
    record Why(@Schema(description = "kept in the history of the letter") @Nullable String reason) {}

    @GetMapping(path = "/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "listDeadLetters", summary = "Dead letters, in order of id")
    Page<Shown> list(
            @RequestParam(required = false) @Nullable String subscription,
            @Parameter(description = "as in 'cause' of a letter", example = "http:503")
                    @RequestParam(required = false)
                    @Nullable
                    String cause,
            @Parameter(description = "exact, or the start of a type with * at its end")
                    @RequestParam(required = false)
                    @Nullable
                    String type,
            @Parameter(description = "dead, redriving, resolved or discarded") @RequestParam(required = false) @Nullable
                    String state,
            @Parameter(description = "at most so many, 1 to 1000") @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
                    int limit,
            @Parameter(description = "'next' of the page before") @RequestParam(required = false) @Nullable
                    String after) {
        DeadLetters.Query query = new DeadLetters.Query(
                Optional.ofNullable(subscription),
                Optional.ofNullable(cause),
                Optional.ofNullable(type),
                Optional.ofNullable(state).map(DeadLettersController::state));
        List<DeadLetter> found = found(query, Optional.ofNullable(after), Page.limit(limit) + 1);
        return Page.of(found, limit, Shown::of, DeadLetter::id);
    }

    private List<DeadLetter> found(DeadLetters.Query query, Optional<String> after, int limit) {
        try {
            return hub.deadLetters().list(query, after, limit);
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest("type or after: " + wrong.getMessage());
        }
    }

    @GetMapping(path = "/dead-letters/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "getDeadLetter", summary = "One dead letter")
    Shown get(@PathVariable String id) {
        return Shown.of(known(id));
    }

    @PostMapping(path = "/dead-letters/{id}/redrive", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "redriveDeadLetter", summary = "Deliver it again, with the attempts of the policy anew")
    @ApiResponse(responseCode = "200", description = "the request is kept; the letter is being redriven")
    @ApiResponse(responseCode = "409", description = "the letter is not dead")
    CompletableFuture<Shown> redrive(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Why why,
            @Parameter(hidden = true) HttpServletRequest request) {
        dead(id);
        return hub.deadLetters().redrive(id, by(request), reason(why)).handle(DeadLettersController::done);
    }

    @PostMapping(path = "/dead-letters/{id}/discard", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "discardDeadLetter", summary = "Give it up for good; it is kept and shown as discarded")
    @ApiResponse(responseCode = "200", description = "given up")
    @ApiResponse(responseCode = "409", description = "the letter is not dead")
    CompletableFuture<Shown> discard(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Why why,
            @Parameter(hidden = true) HttpServletRequest request) {
        dead(id);
        return hub.deadLetters().discard(id, by(request), reason(why)).handle(DeadLettersController::done);
    }

    /** Somebody else may have been first, here or through another node. */
    private static Shown done(@Nullable DeadLetter letter, @Nullable Throwable failed) {
        Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
        if (cause instanceof IllegalStateException) {
            throw ProblemException.state(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof IllegalArgumentException) {
            throw ProblemException.notFound(String.valueOf(cause.getMessage()));
        }
        if (letter == null) {
            throw new CompletionException(cause);
        }
        return Shown.of(letter);
    }

    private DeadLetter known(String id) {
        return hub.deadLetters()
                .get(id)
                .orElseThrow(() -> ProblemException.notFound("there is no dead letter '" + id + "'"));
    }

    private void dead(String id) {
        DeadLetter letter = known(id);
        if (letter.state() != DeadLetter.State.DEAD) {
            throw ProblemException.state(
                    "dead letter '" + id + "' is " + letter.state().name().toLowerCase(Locale.ROOT) + ", not dead");
        }
    }

    private static DeadLetter.State state(String text) {
        for (DeadLetter.State state : DeadLetter.State.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
                return state;
            }
        }
        throw ProblemException.badRequest("state must be one of "
                + Arrays.stream(DeadLetter.State.values())
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + ", was '" + text + "'");
    }

    private static Optional<String> reason(@Nullable Why why) {
        return why == null ? Optional.empty() : Optional.ofNullable(why.reason());
    }

    private static String by(HttpServletRequest request) {
        return request.getRemoteUser() == null ? "http " + request.getRemoteAddr() : request.getRemoteUser();
    }
}
