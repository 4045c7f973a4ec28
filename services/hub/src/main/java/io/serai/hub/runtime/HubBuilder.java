package io.serai.hub.runtime;

import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.store.EventStore;

/** Builds the hub over a store that is ready. */
@FunctionalInterface
public interface HubBuilder {

    EventHub build(EventStore store, Definitions definitions);
}
