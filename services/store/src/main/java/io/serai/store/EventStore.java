package io.serai.store;

import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * The log of all events and the small tables that delivery keeps beside it.
 *
 * <p>Futures complete on threads of the store: what follows them must not block. A failed append completes
 * exceptionally with a {@link StoreException} that says whether the event was at fault or the store.
 */
public interface EventStore extends AutoCloseable {

    /** The number of partitions, fixed for life. */
    int partitions();

    /** The partition of the event's key: {@code partitionkey}, else {@code subject}, else {@code id}. */
    int partitionOf(CloudEvent event);

    /**
     * Keeps the event. Completes only when it is durable as {@code serai.store.durability} says. The same
     * {@code source}, {@code id} and key again answers with the first position.
     *
     * <p>Any node takes any event: it goes to the node that owns its partition. When that one ends in the middle the
     * event goes to the next owner, and may then be answered as a duplicate of itself. Where no owner answers within a
     * bounded time it fails with {@link StoreUnavailableException}.
     */
    CompletableFuture<Appended> append(CloudEvent event);

    /**
     * Keeps a batch; all events are checked before the first is stored. Should the store fail midway, sending the
     * batch again stores what is missing, once. Answers in the order given. Where events are at fault it fails with a
     * {@link BatchRefusedException} that names them – of known ids with other content it is found while the others are
     * stored.
     */
    CompletableFuture<List<Appended>> append(List<CloudEvent> events);

    /**
     * The event at the position; empty where there is none, it is a void, or it is not durable yet.
     *
     * <p>This and the other reads of a partition ask its owner where that is another node: only threads that may block
     * may call them, and no thread that answers other nodes. They fail with {@link StoreUnavailableException} where no
     * owner answers within a bounded time.
     */
    Optional<StoredEvent> read(Position position);

    /** Durable events of a partition from an offset on, at most {@code max} of them; fewer where they are large. */
    LogSlice read(int partition, long from, int max);

    /** The first offset still kept; equal to {@link #committed} where there is nothing. */
    long first(int partition);

    /** The offset after the last durable event. */
    long committed(int partition);

    /** The first offset whose event was recorded at the time or later; {@link #committed} where there is none. */
    long offsetAt(int partition, Instant time);

    /** Rows of the work table of a partition whose key starts so, as the owner last wrote them. */
    SortedMap<String, byte[]> work(int partition, String prefix);

    /** The small table of what is not bound to a partition: subscriptions, jobs, rejected input. */
    ControlTable control();

    /**
     * Tells the listener of every partition this node owns, now and later. One listener: a second call replaces the
     * first.
     */
    void listen(OwnershipListener listener);

    /**
     * Calls with the partition after each commit that made events of it readable on this node, on the committing thread:
     * hand over, do not work. Closing ends it.
     */
    CommitListening onCommit(IntConsumer partition);

    /** The other nodes. */
    Peers peers();

    StoreStatus status();

    /** The cluster as this node sees it. */
    ClusterStatus cluster();

    @Override
    void close();

    /** From {@link #onCommit} to {@link #close}. */
    interface CommitListening extends AutoCloseable {
        @Override
        void close();
    }
}
