package io.serai.delivery.internal.publish;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Publisher;
import io.serai.delivery.SchemaViolationException;
import io.serai.store.Appended;
import io.serai.store.BatchRefusedException;
import io.serai.store.EventStore;
import io.serai.store.StoreException;
import java.util.ArrayList;
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
            check(events);
            return store.append(events);
        } catch (StoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void check(List<CloudEvent> events) {
        List<BatchRefusedException.Refused> refused = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                schemas.check(events.get(i));
            } catch (SchemaViolationException violation) {
                refused.add(new BatchRefusedException.Refused(i, violation));
            }
        }
        if (!refused.isEmpty()) {
            throw new BatchRefusedException(refused);
        }
    }
}
