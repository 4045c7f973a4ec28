package io.serai.hub.runtime;

import io.serai.camel.SubscribingRoutes;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the routes one by one, those that subscribe first. A route whose other end cannot be reached does not keep the
 * hub from serving the others: it is tried again, and shown as waiting until it runs.
 */
public final class RouteStarter {

    private static final Logger LOG = LoggerFactory.getLogger(RouteStarter.class);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final CamelContext camel;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    RouteStarter(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * A route that should run and does not.
     *
     * @param due when it is tried again, by {@link System#nanoTime}
     */
    public record Waiting(String route, String error, long due) {}

    synchronized void startSubscriptions() {
        start(RouteStarter::subscribes);
    }

    synchronized void startOthers() {
        start(route -> !subscribes(route));
    }

    /** Those of the routes that subscribe. */
    synchronized void startSubscriptions(Set<String> ids) {
        start(route -> ids.contains(route.getRouteId()) && subscribes(route));
    }

    /** Those of the routes that do not. */
    synchronized void startOthers(Set<String> ids) {
        start(route -> ids.contains(route.getRouteId()) && !subscribes(route));
    }

    /** Nobody waits for these any more: they are about to be taken out. */
    synchronized void forget(Collection<String> ids) {
        waiting.keySet().removeAll(ids);
    }

    int count() {
        return camel.getRoutesSize();
    }

    List<Waiting> waiting() {
        return waiting.values().stream()
                .sorted(Comparator.comparing(Waiting::route))
                .toList();
    }

    /** Tries those again that are due. */
    synchronized void retry() {
        for (Waiting route : waiting()) {
            if (System.nanoTime() - route.due() >= 0) {
                start(route.route());
            }
        }
    }

    private static boolean subscribes(Route route) {
        return SubscribingRoutes.subscription(route).isPresent();
    }

    private void start(Predicate<Route> which) {
        camel.getRoutes().stream()
                .filter(which.and(RouteStarter::wanted))
                .sorted(Comparator.comparingInt(RouteStarter::order))
                .forEach(route -> start(route.getRouteId()));
    }

    private static boolean wanted(Route route) {
        return route.isAutoStartup();
    }

    private static int order(Route route) {
        Integer order = route.getStartupOrder();
        return order == null ? Integer.MAX_VALUE : order;
    }

    private void start(String id) {
        try {
            camel.getRouteController().startRoute(id);
            if (waiting.remove(id) != null) {
                LOG.info("route '{}' runs now", id);
            }
        } catch (Exception refused) {
            Waiting before = waiting.put(id, new Waiting(id, message(refused), System.nanoTime() + RETRY.toNanos()));
            if (before == null) {
                LOG.warn("route '{}' does not start and is tried again every {}: {}", id, RETRY, message(refused));
            }
        }
    }

    private static String message(@Nullable Throwable refused) {
        Throwable deepest = refused;
        while (deepest != null && deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest);
    }
}
