package io.serai.delivery;

import io.cloudevents.CloudEvent;
import java.util.Optional;

/** How an attempt ended. */
public sealed interface Outcome {

    /**
     * Done.
     *
     * @param reply published, caused by the event, before the delivery counts as done
     */
    record Delivered(Optional<CloudEvent> reply) implements Outcome {}

    /** Not done. */
    record Failed(Failure failure) implements Outcome {}

    static Outcome delivered() {
        return new Delivered(Optional.empty());
    }

    static Outcome failed(Failure failure) {
        return new Failed(failure);
    }
}
