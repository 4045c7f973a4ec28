package io.serai.hub.runtime;

/** Opens the store of this node. */
@FunctionalInterface
public interface StoreOpener {

    /** Returns at once; the store opens on threads of its own. */
    OpeningStore open();
}
