package io.serai.hub.runtime;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A route file that is not accepted. The message begins with file and line. */
public final class RouteFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Pattern LINE = Pattern.compile("line[: ]+(\\d+)(?:, column[: ]+(\\d+))?");

    private final transient Path file;
    private final int line;
    private final String key;

    /**
     * A mistake.
     *
     * @param line from 1 on; 0 where it is not of a line
     * @param key the element, or what else the mistake is about; empty where that is not known
     */
    RouteFileException(Path file, int line, String key, String wrong, @Nullable Throwable cause) {
        super(file + (line > 0 ? ":" + line : "") + ": " + wrong, cause);
        this.file = file;
        this.line = line;
        this.key = key;
    }

    /** Names file and line, with the reason as Camel gives it, without the trail of its own classes. */
    static RouteFileException of(Path file, Throwable broken) {
        Throwable deepest = broken;
        int line = 0;
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            deepest = cause;
            line = line(cause).orElse(line);
        }
        String reason = deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
        return new RouteFileException(file, line, "", reason.strip(), broken);
    }

    private static OptionalInt line(Throwable cause) {
        Matcher matcher = LINE.matcher(String.valueOf(cause.getMessage()));
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    public Path file() {
        return file;
    }

    public int line() {
        return line;
    }

    public String key() {
        return key;
    }
}
