package io.serai.hub.runtime;

import io.serai.delivery.DeadLetters;
import io.serai.delivery.Definitions;
import io.serai.delivery.Deliveries;
import io.serai.delivery.EventHub;
import io.serai.delivery.Publisher;
import io.serai.delivery.RejectedInputs;
import io.serai.store.EventStore;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The hub that everybody is given at start, long before there is one: routes are checked and the HTTP API answers while
 * the store still opens. Until then every call but {@link #definitions} fails as a store that cannot do it now.
 */
final class LateHub implements EventHub {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Definitions definitions;
    private volatile @Nullable EventHub hub;

    LateHub(Definitions definitions) {
        this.definitions = definitions;
    }

    void become(EventHub built) {
        hub = built;
    }

    @Override
    public EventStore store() {
        return hub().store();
    }

    @Override
    public Publisher publisher() {
        return hub().publisher();
    }

    @Override
    public Deliveries deliveries() {
        return hub().deliveries();
    }

    @Override
    public DeadLetters deadLetters() {
        return hub().deadLetters();
    }

    @Override
    public RejectedInputs rejectedInputs() {
        return hub().rejectedInputs();
    }

    @Override
    public Definitions definitions() {
        EventHub built = hub;
        return built == null ? definitions : built.definitions();
    }

    @Override
    public void redefine(Definitions declared) {
        hub().redefine(declared);
    }

    /** The runtime closes the hub, in its order. */
    @Override
    public void close() {}

    private EventHub hub() {
        EventHub built = hub;
        if (built == null) {
            throw new StoreUnavailableException("the store is still opening; come again soon", RETRY_AFTER);
        }
        return built;
    }
}
