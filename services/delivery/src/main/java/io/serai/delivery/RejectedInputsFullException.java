package io.serai.delivery;

import io.serai.store.StoreException;

/** There is no room for more rejected input: somebody has to look at what is there. */
public final class RejectedInputsFullException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final String bridge;

    public RejectedInputsFullException(String bridge, String message) {
        super(message);
        this.bridge = bridge;
    }

    /** Whose input is not kept. */
    public String bridge() {
        return bridge;
    }
}
