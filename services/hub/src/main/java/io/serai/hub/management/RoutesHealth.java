package io.serai.hub.management;

import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import io.serai.hub.runtime.RouteStarter;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Up when all routes that should run have been started; a route that could not be is named with what is wrong. */
final class RoutesHealth extends AbstractHealthIndicator {

    private final HubRuntime runtime;

    RoutesHealth(HubRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        TreeMap<String, String> waiting = new TreeMap<>();
        for (RouteStarter.Waiting route : runtime.waitingRoutes()) {
            waiting.put(route.route(), route.error());
        }
        if (!waiting.isEmpty()) {
            health.withDetail("notStarted", waiting);
        }
        if (runtime.state() == HubState.RUNNING && waiting.isEmpty()) {
            health.up();
        } else {
            health.outOfService();
        }
    }
}
