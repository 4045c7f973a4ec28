package io.serai.camel.internal;

import io.serai.delivery.Failure;
import java.lang.reflect.InvocationTargetException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.camel.RuntimeCamelException;

/** What the exception with which a route ended says about its target. */
public final class Failures {

    private static final Duration LONGEST = Duration.ofDays(365);

    private Failures() {}

    /** The failure; a status that an HTTP target answered is told as such. */
    public static Failure of(Throwable thrown, Instant now) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            OptionalInt status = status(cause);
            if (status.isPresent()) {
                return Failure.http(status.getAsInt(), message(cause, status.getAsInt()), retryAfter(cause, now));
            }
        }
        Throwable told = thrown;
        while (told instanceof RuntimeCamelException && told.getCause() != null) {
            told = told.getCause(); // a wrapper says nothing
        }
        Failure failure = Failure.of(told);
        return new Failure(
                failure.cause(),
                failure.causes(),
                AtTarget.named(failure.message(), told),
                failure.targetDown() || isTransport(told),
                failure.retryAfter());
    }

    /** Memory that ran out is no failure of the route alone: whoever runs it is to see the error itself. */
    public static void throwOutOfMemory(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof OutOfMemoryError memory) {
                throw memory;
            }
        }
    }

    /** Brokers that cannot be reached tell it with exceptions of their own. */
    private static boolean isTransport(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
                switch (type.getName()) {
                    case "org.apache.kafka.common.errors.RetriableException",
                            "org.springframework.jms.UncategorizedJmsException",
                            "org.apache.activemq.ConnectionFailedException",
                            "org.apache.camel.ExchangeTimedOutException" -> {
                        return true;
                    }
                    default -> {}
                }
            }
        }
        return false;
    }

    /** By name: camel-http, camel-netty-http and others each have an exception of this name, or need not be there. */
    private static OptionalInt status(Throwable thrown) {
        if (!thrown.getClass().getSimpleName().endsWith("HttpOperationFailedException")) {
            return OptionalInt.empty();
        }
        for (String getter : new String[] {"getStatusCode", "getHttpResponseStatus"}) {
            if (call(thrown, getter) instanceof Integer status) {
                return OptionalInt.of(status);
            }
        }
        return OptionalInt.empty();
    }

    /** Without the answer's body, which may hold what nobody should see, and without the query of the address. */
    private static String message(Throwable thrown, int status) {
        Object uri = call(thrown, "getUri");
        Object text = call(thrown, "getStatusText");
        return "status " + status
                + (text instanceof String words && !words.isBlank() ? " " + words : "")
                + (uri instanceof String address ? " from " + address.replaceFirst("\\?.*", "") : "");
    }

    private static Optional<Duration> retryAfter(Throwable thrown, Instant now) {
        if (!(call(thrown, "getResponseHeaders") instanceof Map<?, ?> headers)) {
            return Optional.empty();
        }
        // a date is by the clock of the target
        Instant theirs = header(headers, "Date").flatMap(Failures::date).orElse(now);
        return header(headers, "Retry-After").flatMap(text -> wait(text, theirs));
    }

    private static Optional<String> header(Map<?, ?> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(String.valueOf(header.getKey())))
                .filter(header -> header.getValue() != null)
                .findFirst()
                .map(header -> HeaderText.of(header.getValue()).strip());
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Seconds, or a date as HTTP writes it; anything else is no answer. */
    static Optional<Duration> wait(String text, Instant now) {
        if (!text.isEmpty() && text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return Optional.of(text.length() > 9 ? LONGEST : shortened(Duration.ofSeconds(Long.parseLong(text))));
        }
        return date(text).map(until -> shortened(Duration.between(now, until)));
    }

    private static Duration shortened(Duration left) {
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    private static Object call(Throwable thrown, String getter) {
        try {
            return thrown.getClass().getMethod(getter).invoke(thrown);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException none) {
            return Optional.empty();
        }
    }
}
