package io.serai.delivery.internal.publish;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Publisher;
import io.serai.store.Appended;
import io.serai.store.EventStore;
import io.serai.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Checks against the catalogue, then appends. */
public final class CheckedPublisher implements Publisher {

    private final EventStore store;
    private final SchemaBook schemas;

    public CheckedPublisher(EventStore store, SchemaBook schemas) {
        this.store = store;
        this.schemas = schemas;
    }

    @Override
    public CompletableFuture<Appended> publish(CloudEvent event) {
        try {
            schemas.check(event);
            return store.append(event);
        } catch (StoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletableFuture<List<Appended>> publish(List<CloudEvent> events) {
        try {
            events.forEach(schemas::check);
            return store.append(events);
        } catch (StoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }
}
