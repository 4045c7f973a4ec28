package io.serai.delivery.internal.publish;

import io.serai.delivery.RejectedInputStateException;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.delivery.internal.rows.NodeAnswers.InputClaim;
import io.serai.store.Peers;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Who works on a rejected input: one at a time, over all nodes.
 *
 * <ol>
 *   <li>Who wants an input claims it on its own node, where another claim of it refuses this one.
 *   <li>The node asks all others. One that works on it says so. One that asks for it as well gives way to the node of the
 *       smaller name, and refuses that of the larger: of several that ask at once one gets it.
 *   <li>Nobody refused: the work is done, where it was asked for. Then the claim goes.
 *   <li>A node that gives no answer may be working on it: the claim is refused for now. One that is gone is not asked: a
 *       claim is kept nowhere but in its process, and ends with it.
 * </ol>
 */
final class InputClaims {

    private static final String CLAIM = "rejected.claim";
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private enum Stage {
        ASKING,
        WORKING,
        /** Another node asks for it, too, and gets it. */
        GAVE_WAY
    }

    private final Peers peers;
    private final Map<String, AtomicReference<Stage>> claims = new ConcurrentHashMap<>();

    /** Answers other nodes from now on. */
    InputClaims(Peers peers) {
        this.peers = peers;
        peers.answer(
                CLAIM,
                request -> CompletableFuture.completedFuture(InputClaim.answer(givesWayTo(InputClaim.of(request)))));
    }

    private boolean givesWayTo(InputClaim other) {
        AtomicReference<Stage> claim = claims.get(other.id());
        if (claim == null) {
            return true;
        }
        boolean before = other.node().compareTo(peers.self()) < 0;
        return before && (claim.compareAndSet(Stage.ASKING, Stage.GAVE_WAY) || claim.get() == Stage.GAVE_WAY);
    }

    /**
     * Does it while nobody else does anything with the input.
     *
     * <p>Fails with {@link RejectedInputStateException} where somebody does, and with {@link StoreUnavailableException}
     * where a node does not say.
     */
    <T> CompletableFuture<T> holding(String id, Supplier<CompletableFuture<T>> work) {
        AtomicReference<Stage> claim = new AtomicReference<>(Stage.ASKING);
        if (claims.putIfAbsent(id, claim) != null) {
            return CompletableFuture.failedFuture(redriving(id, "node '" + peers.self() + "'"));
        }
        return peers.askOthers(CLAIM, new InputClaim(id, peers.self()).bytes(), ANSWER_WAIT)
                .thenCompose(answers -> {
                    requireFree(id, answers);
                    if (!claim.compareAndSet(Stage.ASKING, Stage.WORKING)) {
                        throw redriving(id, "another node, asked at the same time");
                    }
                    return work.get();
                })
                .whenComplete((result, failure) -> claims.remove(id));
    }

    private static void requireFree(String id, Peers.Answers answers) {
        answers.answers().forEach((node, answer) -> {
            if (!InputClaim.free(answer)) {
                throw redriving(id, "node '" + node + "'");
            }
        });
        answers.failures().forEach((node, why) -> {
            throw new StoreUnavailableException(
                    "node '" + node + "' does not say whether it redrives rejected input '" + id
                            + "'; come again soon: " + why.getMessage(),
                    RETRY_AFTER,
                    why);
        });
    }

    private static RejectedInputStateException redriving(String id, String by) {
        return new RejectedInputStateException(
                id,
                State.REDRIVING,
                "rejected input '" + id + "' is being redriven by " + by + "; see what comes of that first");
    }
}
