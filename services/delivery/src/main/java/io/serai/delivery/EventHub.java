package io.serai.delivery;

import io.serai.store.EventStore;

/** What a bridge, an API or a test needs of a running hub: one object to pass around. */
public interface EventHub {

    EventStore store();

    Publisher publisher();

    Deliveries deliveries();

    DeadLetters deadLetters();

    RejectedInputs rejectedInputs();

    /** What {@code subscriptions.yaml}, {@code policies.yaml} and {@code catalog.yaml} declare. */
    Definitions definitions();
}
