package io.serai.hub.http;

import io.serai.delivery.RejectedInputStateException;
import io.serai.delivery.SchemaViolationException;
import io.serai.delivery.TooManyHopsException;
import io.serai.delivery.format.MalformedEventException;
import io.serai.hub.runtime.OutOfMemoryEnd;
import io.serai.store.BatchRefusedException;
import io.serai.store.ConflictException;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import io.serai.store.StoreException;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Answers every exception of the HTTP API with a {@link Problem}. */
@RestControllerAdvice
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final int MOST_PLACES = 20;

    @ExceptionHandler
    ResponseEntity<Problem> answer(ProblemException problem) {
        ResponseEntity.BodyBuilder response = problem.problem().response();
        problem.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, seconds(wait)));
        return response.body(problem.problem());
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(ConflictException conflict) {
        return refused(conflict, conflict, List.of());
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(EventTooLargeException tooLarge) {
        return refused(tooLarge, tooLarge, List.of());
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(InvalidEventException invalid) {
        return refused(invalid, invalid, List.of());
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(MalformedEventException malformed) {
        return refused(malformed, malformed, places(malformed));
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(SchemaViolationException violation) {
        return refused(violation, violation, places(violation));
    }

    /** As the first of its events alone would be answered; the places begin with the index of each. */
    @ExceptionHandler
    ResponseEntity<Problem> answer(BatchRefusedException batch) {
        List<Problem.Place> places = batch.refused().stream()
                .flatMap(one -> places(one.cause()).stream()
                        .map(place -> new Problem.Place("/" + one.index() + place.pointer(), place.detail())))
                .toList();
        return refused(batch.refused().get(0).cause(), batch, places);
    }

    /** @param atFault says which kind of problem it is */
    private static ResponseEntity<Problem> refused(
            StoreException atFault, StoreException told, List<Problem.Place> places) {
        String detail = String.valueOf(told.getMessage());
        List<Problem.Place> first = places.stream().limit(MOST_PLACES).toList();
        Problem problem;
        if (atFault instanceof ConflictException) {
            problem = of(HttpStatus.CONFLICT, "conflict", detail, first);
        } else if (atFault instanceof EventTooLargeException) {
            problem = of(HttpStatus.PAYLOAD_TOO_LARGE, "too-large", detail, first);
        } else if (atFault instanceof SchemaViolationException) {
            problem = Problem.of(
                    HttpStatus.UNPROCESSABLE_ENTITY, "schema-violation", "Data does not fit its schema", detail, first);
        } else if (atFault instanceof TooManyHopsException) {
            problem = of(HttpStatus.UNPROCESSABLE_ENTITY, "too-many-hops", detail, first);
        } else {
            problem = of(HttpStatus.BAD_REQUEST, "invalid-event", detail, first);
        }
        return problem.response().body(problem);
    }

    private static Problem of(HttpStatus status, String code, String detail, List<Problem.Place> places) {
        return Problem.of(status, code, status.getReasonPhrase(), detail, places);
    }

    /** The places of an event that are wrong; where none is named, all of it. */
    private static List<Problem.Place> places(StoreException atFault) {
        if (atFault instanceof MalformedEventException malformed) {
            return malformed.mistakes().stream()
                    .map(mistake -> new Problem.Place(mistake.pointer(), mistake.what()))
                    .toList();
        }
        if (atFault instanceof SchemaViolationException violation) {
            return violation.violations().stream()
                    .map(one -> new Problem.Place("/data" + one.pointer(), one.message()))
                    .toList();
        }
        return List.of(new Problem.Place("", String.valueOf(atFault.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(TooManyHopsException tooMany) {
        return refused(tooMany, tooMany, List.of());
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(StoreUnavailableException unavailable) {
        Problem problem = Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                HttpStatus.SERVICE_UNAVAILABLE.getReasonPhrase(),
                String.valueOf(unavailable.getMessage()),
                List.of());
        return problem.response()
                .header(HttpHeaders.RETRY_AFTER, seconds(unavailable.retryAfter()))
                .body(problem);
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(RejectedInputStateException state) {
        String detail = String.valueOf(state.getMessage());
        return answer(
                state.state() == RejectedInputStateException.State.UNKNOWN
                        ? ProblemException.notFound(detail)
                        : ProblemException.state(detail));
    }

    /** Another failure of the store is no fault of the caller: the same call may succeed later. */
    @ExceptionHandler
    ResponseEntity<Problem> answer(StoreException failed) {
        LOG.warn("the store failed a request: {}", failed.toString());
        return answer(
                new StoreUnavailableException(String.valueOf(failed.getMessage()), Duration.ofSeconds(1), failed));
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(AsyncRequestTimeoutException late) {
        return answer(new StoreUnavailableException(
                "no answer in time (serai.http.timeout); whether the event was kept is not known, sending it again"
                        + " does no harm",
                Duration.ofSeconds(1),
                late));
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(TimeoutException late) {
        return answer(
                new StoreUnavailableException("no answer in time (serai.http.timeout)", Duration.ofSeconds(1), late));
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(MethodArgumentTypeMismatchException mismatch) {
        return answer(ProblemException.badRequest(mismatch.getName() + " must be "
                + (mismatch.getRequiredType() == boolean.class ? "true or false" : "a number") + ", was '"
                + mismatch.getValue() + "'"));
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(HttpMessageNotReadableException unreadable) {
        return answer(ProblemException.badRequest("the body is no JSON of the form that /openapi describes"));
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(SlowBodies.SlowBodyException slow) {
        Problem problem = of(HttpStatus.REQUEST_TIMEOUT.value(), String.valueOf(slow.getMessage()));
        return problem.response().header(HttpHeaders.CONNECTION, "close").body(problem);
    }

    /** Of a body that cannot be read on, the server itself tells the client: {@link ProblemValve}. */
    @ExceptionHandler
    void answer(BadRequestException body) {
        LOG.debug("the body of a request broke off: {}", body.getMessage());
    }

    /** The client went away: there is nobody to answer. */
    @ExceptionHandler
    void answer(AsyncRequestNotUsableException gone) {
        LOG.debug("a client went away: {}", gone.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<Problem> answer(Throwable other) {
        if (other instanceof ErrorResponse known) {
            return framework(known, other);
        }
        OutOfMemoryEnd.tell(other);
        LOG.error("a request failed", other);
        Problem problem = Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                HttpStatus.INTERNAL_SERVER_ERROR.getReasonPhrase(),
                "the hub failed to answer; its log says why",
                List.of());
        return problem.response().body(problem);
    }

    private static ResponseEntity<Problem> framework(ErrorResponse known, Throwable thrown) {
        HttpStatusCode status = known.getStatusCode();
        String detail = known.getBody().getDetail();
        Problem problem = of(status.value(), detail == null ? String.valueOf(thrown.getMessage()) : detail);
        return problem.response().headers(known.getHeaders()).body(problem);
    }

    /** A problem of which only the status is known. */
    static Problem of(int status, String detail) {
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        String code =
                known == null ? "error" : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Problem.of(HttpStatusCode.valueOf(status), code, title, detail, List.of());
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
