package io.serai.delivery;

import io.serai.store.EventStore;

/** What a bridge, an API or a test needs of a running hub: one object to pass around. */
public interface EventHub extends AutoCloseable {

    /** A hub over a store, which need not be open yet. The store stays the caller's to close, after the hub. */
    static EventHubBuilder builder(EventStore store) {
        return new EventHubBuilder(store);
    }

    EventStore store();

    Publisher publisher();

    Deliveries deliveries();

    DeadLetters deadLetters();

    RejectedInputs rejectedInputs();

    /** What {@code subscriptions.yaml}, {@code policies.yaml} and {@code catalog.yaml} declare. */
    Definitions definitions();

    /**
     * Takes other definitions while running. What they say of policies, types and filters holds for attempts that begin
     * from now on, those running end as they began; what they say of event types holds for what is published from now
     * on. It attaches and detaches nobody: a subscription that is not declared any more keeps its target, if it has one.
     *
     * @throws IllegalArgumentException where a schema cannot be used; nothing is changed then
     */
    void redefine(Definitions declared);

    /** Stops starting attempts and saves the cursors. Attempts in flight are not waited for. */
    @Override
    void close();
}
