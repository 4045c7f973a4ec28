package io.serai.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why an attempt failed.
 *
 * @param cause short and the same for the same reason: {@code http:503}, {@code timeout}, or an exception's class name
 * @param causes what {@code give-up-on} is compared with: the cause, its super classes and the causes below it
 * @param message for people; no stack trace
 * @param targetDown a sign that the target is down as a whole: no connection, time-out, 5xx
 * @param retryAfter what the target asked for
 */
public record Failure(
        String cause, List<String> causes, String message, boolean targetDown, Optional<Duration> retryAfter) {

    public Failure {
        causes = List.copyOf(causes);
    }

    public static Failure http(int status, String message, Optional<Duration> retryAfter) {
        String cause = "http:" + status;
        return new Failure(cause, List.of(cause), message, status >= 500, retryAfter);
    }

    public static Failure timeout(Duration limit) {
        return new Failure("timeout", List.of("timeout"), "no answer within " + limit, true, Optional.empty());
    }

    /** Any exception; {@link java.io.IOException} counts as a sign that the target is down. */
    public static Failure of(Throwable thrown) {
        List<String> causes = new ArrayList<>();
        boolean io = false;
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            io |= cause instanceof java.io.IOException;
            for (Class<?> type = cause.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                causes.add(type.getName());
            }
        }
        String message = thrown.getMessage();
        return new Failure(
                thrown.getClass().getName(),
                causes,
                message == null ? thrown.getClass().getSimpleName() : message,
                io,
                Optional.empty());
    }
}
