package io.serai.hub.http;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Errors that arise before or after a controller, in filters or the server: also a {@link Problem}. */
@Hidden
@RestController
final class ErrorPage implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<Problem> answer(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        Problem problem = Problems.of(
                status,
                status >= 500
                        ? "the hub failed to answer; its log says why"
                        : SlowBodies.told(status, request.getAttribute(RequestDispatcher.ERROR_EXCEPTION))
                                .orElse(request.getMethod() + " " + (path == null ? request.getRequestURI() : path)
                                        + " is not answered; /openapi says what is"));
        return problem.response().body(problem);
    }
}
