package io.serai.hub.management;

import io.serai.hub.runtime.Disagreement;
import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import io.serai.hub.runtime.RouteMistake;
import io.serai.hub.runtime.RouteStarter;
import io.serai.hub.runtime.RoutesAgreement;
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
 * while there is a file that nobody reads, for its name, or other nodes do not run the same. Where this node runs less
 * than another it is out of service.
 */
final class RoutesHealth extends AbstractHealthIndicator {

    private final HubRuntime runtime;
    private final RoutesReload reload;
    private final RoutesAgreement agreement;

    RoutesHealth(HubRuntime runtime, RoutesReload reload, RoutesAgreement agreement) {
        this.runtime = runtime;
        this.reload = reload;
        this.agreement = agreement;
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
        List<Disagreement> disagreements = agreement.disagreements();
        if (!disagreements.isEmpty()) {
            health.withDetail(
                    "notAlike", disagreements.stream().map(RoutesHealth::shown).toList());
        }
        if (!agreement.nodes().isEmpty()) {
            health.withDetail("otherNodes", agreement.nodes());
        }
        if (runtime.state() != HubState.RUNNING || !waiting.isEmpty() || agreement.lacking()) {
            health.outOfService();
        } else {
            boolean wellKept = mistakes.isEmpty() && unread.isEmpty() && disagreements.isEmpty();
            health.status(wellKept ? Status.UP : Warning.STATUS);
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

    private static Map<String, Object> shown(Disagreement disagreement) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("what", disagreement.what());
        shown.put("kind", disagreement.kind());
        shown.put("nodes", disagreement.nodes());
        shown.put("message", disagreement.message());
        shown.put("since", disagreement.since());
        return shown;
    }
}
