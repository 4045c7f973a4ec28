package io.serai.delivery;

import java.util.concurrent.CompletionStage;

/** Where a subscription delivers to. */
@FunctionalInterface
public interface DeliveryTarget {

    /**
     * Starts one attempt and does not block. A stage that completes exceptionally, or an exception thrown, is a failed
     * attempt. An attempt that does not end before {@link Attempt#deadline} has failed whatever comes later.
     */
    CompletionStage<Outcome> deliver(Attempt attempt);
}
