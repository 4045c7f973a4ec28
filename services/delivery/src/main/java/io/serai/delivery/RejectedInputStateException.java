package io.serai.delivery;

import io.serai.store.StoreException;

/** Rejected input with which that cannot be done now. */
public final class RejectedInputStateException extends StoreException {

    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum State {
        /** There is none of this id. */
        UNKNOWN,
        /** A redrive of it runs. */
        REDRIVING,
        /** The route that took it in is not there, or does not run. */
        WITHOUT_BRIDGE,
        /** What is kept of it is not what came. */
        ONLY_SHOWN
    }

    private final String id;
    private final State state;

    public RejectedInputStateException(String id, State state, String message) {
        super(message);
        this.id = id;
        this.state = state;
    }

    public String id() {
        return id;
    }

    public State state() {
        return state;
    }
}
