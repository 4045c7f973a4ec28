package io.serai.delivery;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The one door into the log: checks an event against the catalogue, then appends it.
 *
 * <p>Besides what {@link io.serai.store.EventStore#append(CloudEvent)} fails with, a future fails with
 * {@link SchemaViolationException}.
 */
public interface Publisher {

    CompletableFuture<Appended> publish(CloudEvent event);

    /** Checks all of them before the first is stored. */
    CompletableFuture<List<Appended>> publish(List<CloudEvent> events);
}
