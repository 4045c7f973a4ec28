package io.serai.store;

/** The event can never be stored: it is no CloudEvent, or an attribute is out of bounds. */
public final class InvalidEventException extends StoreException {

    private static final long serialVersionUID = 1L;

    public InvalidEventException(String message) {
        super(message);
    }
}
