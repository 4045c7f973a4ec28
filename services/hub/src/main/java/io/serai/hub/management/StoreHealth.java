package io.serai.hub.management;

import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import io.serai.store.StoreStatus;
import java.util.Optional;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Up when the store is ready; down when it failed and the process is about to end. */
final class StoreHealth extends AbstractHealthIndicator {

    private final HubRuntime runtime;

    StoreHealth(HubRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Optional<StoreStatus> status = runtime.storeStatus();
        status.ifPresent(store -> health.withDetail("state", store.state())
                .withDetail("store", store.detail())
                .withDetail("refusing", store.refusing())
                .withDetail("partitions", store.partitions())
                .withDetail("ownedPartitions", store.ownedPartitions())
                .withDetail("durability", store.durability()));
        health.withDetail("hub", runtime.detail());
        boolean failed = runtime.state() == HubState.FAILED
                || status.filter(store -> store.state() == StoreStatus.State.FAILED)
                        .isPresent();
        boolean ready =
                status.filter(store -> store.state() == StoreStatus.State.READY).isPresent();
        if (failed) {
            health.down();
        } else if (ready) {
            health.up();
        } else {
            health.outOfService();
        }
    }
}
