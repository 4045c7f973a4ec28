package io.serai.hub.management;

import io.serai.hub.runtime.HubState;
import io.serai.hub.runtime.LocatorRuntime;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Up when the locator is a member of the cluster; down when it failed and the process is about to end. */
final class LocatorHealth extends AbstractHealthIndicator {

    private final LocatorRuntime runtime;

    LocatorHealth(LocatorRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.withDetail("locator", runtime.detail());
        HubState state = runtime.state();
        if (state == HubState.FAILED) {
            health.down();
        } else if (state == HubState.RUNNING) {
            health.up();
        } else {
            health.outOfService();
        }
    }
}
