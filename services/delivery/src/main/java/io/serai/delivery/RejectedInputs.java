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

    /** Forgets it; completes when durable. Makes room for more. */
    CompletableFuture<Void> discard(String id);
}
