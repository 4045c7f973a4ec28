package io.serai.bench.chaos.history;

import java.nio.file.Path;

/** A history that cannot be written or read. */
public final class HistoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    HistoryException(Path file, String why, Throwable cause) {
        super("history " + file + ": " + why, cause);
    }

    HistoryException(Path file, long line, String why, Throwable cause) {
        this(file, "line " + line + " " + why, cause);
    }
}
