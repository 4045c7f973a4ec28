package io.serai.delivery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What came over a bridge and can never become an event: kept, so that it neither blocks its source nor is lost. */
public interface RejectedInputs {

    /**
     * Completes with its id when it is durable: then the source may be acknowledged. Fails with
     * {@link RejectedInputsFullException} where there is no room, or the body is too large to be kept.
     */
    CompletableFuture<String> keep(RejectedInput input);

    /** Newest first, after the id given, at most {@code limit}. */
    List<RejectedInput> list(Optional<String> after, int limit);

    Optional<RejectedInput> get(String id);

    /** How many there are. */
    int kept();

    /**
     * Forgets it; completes when durable. Makes room for more.
     *
     * <p>Fails with {@link RejectedInputStateException} where there is none, or while it is redriven, by whichever node.
     */
    CompletableFuture<Void> discard(String id);

    /**
     * Gives it to the route of its bridge once more.
     *
     * <ol>
     *   <li>One redrive of it runs at a time, over all nodes; one that a node died of can be asked for again. While a
     *       node does not say whether it redrives it, nobody begins.
     *   <li>What the route publishes has the ids it would have had at first, so that what is in the log already is not
     *       stored again.
     *   <li>Where the route takes it, it is forgotten once all that was published is durable: a crash leaves the input,
     *       the events, or both, and never neither.
     *   <li>Where it is rejected again it stays under its id, with the new cause and time.
     * </ol>
     *
     * <p>Fails with {@link RejectedInputStateException} where it cannot be redriven as things are, and with what the
     * store said where that cannot take it now; it stays then as it is.
     */
    CompletableFuture<Redriven> redrive(String id);

    /** Who knows the routes; before that nothing can be redriven. */
    void redriveWith(InputRedriver redriver);
}
