package io.serai.store.log;

import io.serai.store.StoreException;

/** A node was asked for a partition that it does not own, or is gone: its owner, who may be another, can be asked. */
final class AstrayException extends StoreException {

    private static final long serialVersionUID = 1L;

    AstrayException(String message) {
        super(message);
    }
}
