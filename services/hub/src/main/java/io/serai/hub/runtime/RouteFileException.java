package io.serai.hub.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A route file that Camel does not accept. */
public final class RouteFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Pattern LINE = Pattern.compile("line[: ]+(\\d+)(?:, column[: ]+(\\d+))?");

    RouteFileException(Path file, String wrong, @Nullable Throwable cause) {
        super(file + ": " + wrong, cause);
    }

    /** Names file and line, with the reason as Camel gives it, without the trail of its own classes. */
    static RouteFileException of(Path file, Throwable broken) {
        Throwable deepest = broken;
        String where = "";
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            deepest = cause;
            where = line(cause).orElse(where);
        }
        String reason = deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
        return new RouteFileException(Path.of(file + where), reason.strip(), broken);
    }

    private static Optional<String> line(Throwable cause) {
        Matcher matcher = LINE.matcher(String.valueOf(cause.getMessage()));
        return matcher.find() ? Optional.of(":" + matcher.group(1)) : Optional.empty();
    }
}
