package io.serai.hub.management;

import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import io.serai.hub.runtime.RouteMistake;
import io.serai.hub.runtime.RouteStarter;
import io.serai.hub.runtime.RoutesReload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * Up when all routes that should run have been started; a route that could not be is named with what is wrong. A
 * warning while a changed file is not taken over for a mistake: the node goes on serving with what it had before; and
 * while there is a file that nobody reads, for its name.
 */
final class RoutesHealth extends AbstractHealthIndicator {

    private final HubRuntime runtime;
    private final RoutesReload reload;

    RoutesHealth(HubRuntime runtime, RoutesReload reload) {
        this.runtime = runtime;
        this.reload = reload;
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
        List<RouteMistake> mistakes = reload.mistakes();
        if (!mistakes.isEmpty()) {
            health.withDetail(
                    "notTakenOver", mistakes.stream().map(RoutesHealth::shown).toList());
        }
        List<RouteMistake> unread = reload.unread();
        if (!unread.isEmpty()) {
            health.withDetail(
                    "notRead", unread.stream().map(RoutesHealth::shown).toList());
        }
        if (runtime.state() != HubState.RUNNING || !waiting.isEmpty()) {
            health.outOfService();
        } else {
            health.status(mistakes.isEmpty() && unread.isEmpty() ? Status.UP : Warning.STATUS);
        }
    }

    private static Map<String, Object> shown(RouteMistake mistake) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("file", mistake.file());
        if (mistake.line() > 0) {
            shown.put("line", mistake.line());
        }
        if (!mistake.key().isEmpty()) {
            shown.put("key", mistake.key());
        }
        shown.put("message", mistake.message());
        shown.put("since", mistake.since());
        return shown;
    }
}
