package io.serai.delivery;

import io.serai.store.StoreException;

/**
 * An event has more events behind it in its chain of causes than {@code serai.max-hops} allows: most likely a
 * subscription publishes what it gets. A delivery that fails with this is given up at once, whatever its policy says.
 */
public final class TooManyHopsException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final int hops;

    public TooManyHopsException(String id, String type, int hops, int limit) {
        super("event '" + id + "' of type '" + type + "' would be number " + hops
                + " of a chain in which each causes the next, serai.max-hops is " + limit
                + ": if a subscription publishes what it gets itself, let its types or filter leave that out; if the"
                + " chain is meant, raise serai.max-hops");
        this.hops = hops;
    }

    public int hops() {
        return hops;
    }
}
