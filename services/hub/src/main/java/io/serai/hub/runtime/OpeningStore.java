package io.serai.hub.runtime;

import io.serai.store.EventStore;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A store on its way.
 *
 * @param ready completes when it can be used, exceptionally when it never will
 * @param failure completes, with the cause, should it fail for good
 * @param revoke gives a disk store up that is waited for, by its id
 */
public record OpeningStore(
        EventStore store,
        CompletableFuture<Void> ready,
        CompletableFuture<Throwable> failure,
        Consumer<String> revoke) {

    /** A store that waits for no other. */
    public OpeningStore(EventStore store, CompletableFuture<Void> ready, CompletableFuture<Throwable> failure) {
        this(store, ready, failure, id -> {
            throw new IllegalArgumentException("nothing is waited for");
        });
    }
}
