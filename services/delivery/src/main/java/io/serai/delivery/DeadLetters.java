package io.serai.delivery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Deliveries that ended without success. */
public interface DeadLetters {

    /** Letters in order of id, after the id given, at most {@code limit}. */
    List<DeadLetter> list(Query query, Optional<String> after, int limit);

    Optional<DeadLetter> get(String id);

    /**
     * Delivers it once more, with the attempts of the policy anew; the history goes on. Completes when the request is
     * durable; fails with an {@link IllegalStateException} where the letter is not dead: it is being redriven, resolved or
     * discarded.
     */
    CompletableFuture<DeadLetter> redrive(String id, String by, Optional<String> reason);

    /**
     * Gives it up for good; kept, shown as discarded. Completes when durable; fails with an
     * {@link IllegalStateException} where the letter is not dead.
     */
    CompletableFuture<DeadLetter> discard(String id, String by, Optional<String> reason);

    /** Which letters; what is empty matches all. {@code type} may end in {@code *}. */
    record Query(
            Optional<String> subscription,
            Optional<String> cause,
            Optional<String> type,
            Optional<DeadLetter.State> state) {}
}
