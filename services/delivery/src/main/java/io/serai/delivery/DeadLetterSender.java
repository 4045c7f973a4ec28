package io.serai.delivery;

import io.cloudevents.CloudEvent;
import java.util.concurrent.CompletionStage;

/** Sends dead letters on to where {@link Policy.DeadLetterPolicy#to} says. */
@FunctionalInterface
public interface DeadLetterSender {

    /**
     * Starts to send and does not block. Tried again with backoff until the stage completes normally.
     *
     * @param event the dead event with Knative's {@code knativeerrordest}, {@code knativeerrorcode} and
     *     {@code knativeerrordata}
     */
    CompletionStage<Void> send(String endpoint, DeadLetter letter, CloudEvent event);
}
