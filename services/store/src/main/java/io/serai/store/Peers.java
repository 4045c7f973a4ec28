package io.serai.store;

import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/**
 * The nodes of the cluster, to ask one another. Questions and answers are bytes; both must stay small.
 *
 * <p>Futures complete within a bounded time, on threads of the store: what follows them must not block.
 */
public interface Peers {

    /** The name of this node. */
    String self();

    /** Whether there is no other node, nor will be. */
    boolean alone();

    /**
     * Asks the node that owns the partition. While it moves, the new owner is asked; where none is found in time it
     * fails with {@link StoreUnavailableException}. An owner that ended in the middle may have been asked, and the next
     * one is asked again: the question must bear that. Failures of a handler come through where they are
     * {@link StoreException}, {@link IllegalArgumentException} or {@link IllegalStateException}.
     */
    CompletableFuture<byte[]> askOwner(int partition, String what, byte[] request);

    /** Asks every node, this one too. Never fails: who gave no answer is named. */
    CompletableFuture<Answers> askAll(String what, byte[] request);

    /** As {@link #askAll}, without this node: completes at once where there is no other. */
    CompletableFuture<Answers> askOthers(String what, byte[] request);

    /** As {@link #askOthers(String, byte[])}; who has given no answer after the time is named, too, and waited for no more. */
    CompletableFuture<Answers> askOthers(String what, byte[] request, Duration wait);

    /** From now on answers what others ask under that name. One handler a name: a second takes its place. */
    void answer(String what, Handler handler);

    /** Answers on a thread of the store that may block for a short time, but not to ask others. */
    @FunctionalInterface
    interface Handler {
        CompletableFuture<byte[]> answer(byte[] request);
    }

    /**
     * By the name of the node.
     *
     * @param failures why a node gave none
     */
    record Answers(SortedMap<String, byte[]> answers, SortedMap<String, RuntimeException> failures) {}
}
