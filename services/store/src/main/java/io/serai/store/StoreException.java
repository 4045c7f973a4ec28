package io.serai.store;

/** Whatever the store refuses or fails to do. The message is for people and names the thing and the way out. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
