package io.serai.store.log;

import io.serai.store.StoreException;

/** The storage can promise nothing any more: a write or a force failed, or it was shut from outside. */
public final class StorageFailedException extends StoreException {

    private static final long serialVersionUID = 1L;

    public StorageFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
