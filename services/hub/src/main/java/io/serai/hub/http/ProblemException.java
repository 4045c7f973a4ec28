package io.serai.hub.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** A request that is answered with an error of the HTTP API. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final transient Optional<Duration> retryAfter;

    private ProblemException(HttpStatus status, String code, String detail, Optional<Duration> retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    static ProblemException badRequest(String detail) {
        return new ProblemException(HttpStatus.BAD_REQUEST, "bad-request", detail, Optional.empty());
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(HttpStatus.NOT_FOUND, "not-found", detail, Optional.empty());
    }

    static ProblemException state(String detail) {
        return new ProblemException(HttpStatus.CONFLICT, "wrong-state", detail, Optional.empty());
    }

    /** @param code what is wrong with the input now */
    static ProblemException rejectedAgain(String code, String detail) {
        return new ProblemException(HttpStatus.UNPROCESSABLE_ENTITY, code, detail, Optional.empty());
    }

    static ProblemException tooLarge(String detail) {
        return new ProblemException(HttpStatus.PAYLOAD_TOO_LARGE, "too-large", detail, Optional.empty());
    }

    static ProblemException mediaType(String detail) {
        return new ProblemException(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail, Optional.empty());
    }

    static ProblemException tooMany(String detail, Duration retryAfter) {
        return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, "too-many-requests", detail, Optional.of(retryAfter));
    }

    Problem problem() {
        return Problem.of(status, code, status.getReasonPhrase(), String.valueOf(getMessage()), List.of());
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
