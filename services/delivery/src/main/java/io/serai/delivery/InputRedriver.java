package io.serai.delivery;

import java.util.concurrent.CompletionStage;

/** Gives rejected input to the route of its bridge once more. */
@FunctionalInterface
public interface InputRedriver {

    /**
     * Completes when the route has ended. Fails where the route was not tried, or may succeed another time: the input is
     * then to stay as it is.
     *
     * @throws RejectedInputStateException where there is no such route, or it could not be given this
     */
    CompletionStage<Redriven> redrive(RejectedInput input);
}
