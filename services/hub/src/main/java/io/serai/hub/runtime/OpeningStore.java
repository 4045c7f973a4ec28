package io.serai.hub.runtime;

import io.serai.store.EventStore;
import java.util.concurrent.CompletableFuture;

/**
 * A store on its way.
 *
 * @param ready completes when it can be used, exceptionally when it never will
 */
public record OpeningStore(EventStore store, CompletableFuture<Void> ready) {}
