package io.serai.hub.http;

import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;

/** Keeps events out until the subscriptions of this node stand, so that one that starts now misses nothing. */
final class Gate {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final HubRuntime runtime;

    Gate(HubRuntime runtime) {
        this.runtime = runtime;
    }

    void publishing() {
        if (runtime.state() != HubState.RUNNING) {
            throw new StoreUnavailableException("the hub takes no events now: " + runtime.detail(), RETRY_AFTER);
        }
    }
}
