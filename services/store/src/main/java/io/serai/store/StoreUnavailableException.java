package io.serai.store;

import java.time.Duration;

/** The store cannot do it now; the same call later may succeed. */
public final class StoreUnavailableException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public StoreUnavailableException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public StoreUnavailableException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the caller had better wait. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
