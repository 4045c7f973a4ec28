package io.serai.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** What every error is answered with (RFC 9457). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "What every error is answered with (RFC 9457).")
record Problem(
        @Schema(description = "identifies the kind of problem: urn:serai:problem: and the code") URI type,
        @Schema(description = "the kind of problem, for people") String title,
        @Schema(description = "the HTTP status") int status,
        @Schema(description = "what is wrong this time, with the value and the way out") String detail,
        @Schema(description = "the kind of problem, for programs") String code,
        @Schema(description = "the places that are wrong, where several can be named") List<Place> errors) {

    /** One place that is wrong. */
    record Place(
            @Schema(description = "JSON Pointer (RFC 6901) into the event") String pointer,
            @Schema(description = "what is wrong there") String detail) {}

    static Problem of(HttpStatusCode status, String code, String title, String detail, List<Place> errors) {
        return new Problem(URI.create("urn:serai:problem:" + code), title, status.value(), detail, code, errors);
    }

    ResponseEntity.BodyBuilder response() {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }
}
