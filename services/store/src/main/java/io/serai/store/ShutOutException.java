package io.serai.store;

/** The others go on without this node: it gave no sign for too long, or was cut off. Started afresh it is one of them again. */
public final class ShutOutException extends StoreException {

    private static final long serialVersionUID = 1L;

    public ShutOutException(String message, Throwable cause) {
        super(message, cause);
    }
}
