package io.serai.store.log;

import io.serai.store.Position;
import io.serai.store.StoreException;

/** An offset of the log holds another record already: somebody else writes to the partition. */
public final class OccupiedException extends StoreException {

    private static final long serialVersionUID = 1L;

    public OccupiedException(Position position) {
        super("position " + position + " holds another event already");
    }
}
