package io.serai.delivery.internal.publish;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Hops;
import io.serai.delivery.Publisher;
import io.serai.delivery.SchemaViolationException;
import io.serai.delivery.TooManyHopsException;
import io.serai.store.Appended;
import io.serai.store.BatchRefusedException;
import io.serai.store.EventStore;
import io.serai.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Checks against the catalogue and the limit of hops, then appends. */
public final class CheckedPublisher implements Publisher {

    private final EventStore store;
    private final int maxHops;
    private volatile SchemaBook schemas;

    public CheckedPublisher(EventStore store, SchemaBook schemas, int maxHops) {
        this.store = store;
        this.schemas = schemas;
        this.maxHops = maxHops;
    }

    /** Checks against these from now on. */
    public void use(SchemaBook others) {
        schemas = others;
    }

    @Override
    public CompletableFuture<Appended> publish(CloudEvent event) {
        try {
            check(event, schemas);
            return store.append(event);
        } catch (StoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletableFuture<List<Appended>> publish(List<CloudEvent> events) {
        try {
            check(events, schemas);
            return store.append(events);
        } catch (StoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void check(List<CloudEvent> events, SchemaBook now) {
        List<BatchRefusedException.Refused> refused = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                check(events.get(i), now);
            } catch (SchemaViolationException | TooManyHopsException wrong) {
                refused.add(new BatchRefusedException.Refused(i, wrong));
            }
        }
        if (!refused.isEmpty()) {
            throw new BatchRefusedException(refused);
        }
    }

    private void check(CloudEvent event, SchemaBook now) {
        int hops = Hops.of(event);
        if (hops > maxHops) {
            throw new TooManyHopsException(event.getId(), event.getType(), hops, maxHops);
        }
        now.check(event);
    }
}
