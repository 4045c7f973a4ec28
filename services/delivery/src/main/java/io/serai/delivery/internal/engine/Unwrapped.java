package io.serai.delivery.internal.engine;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A future hands on what failed inside a {@link CompletionException}. */
final class Unwrapped {

    private Unwrapped() {}

    /** What failed; null where nothing did. */
    static @Nullable Throwable of(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
