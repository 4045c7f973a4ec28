package io.serai.camel;

import io.serai.delivery.Definitions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** The routes of a context that begin with {@code serai:subscribe}, whether they run or not. */
public final class SubscribingRoutes {

    private SubscribingRoutes() {}

    /** The subscription that a route gets its events from. */
    public static Optional<String> subscription(Route route) {
        return route.getEndpoint() instanceof SeraiEndpoint endpoint ? endpoint.subscribesTo() : Optional.empty();
    }

    /**
     * Checks all of them against what is declared.
     *
     * @throws SubscriptionMistakeException at the first that does not go with it, or with another route
     */
    public static void check(CamelContext context, Definitions definitions) {
        Map<String, String> routes = new TreeMap<>();
        for (Route route : context.getRoutes()) {
            if (route.getEndpoint() instanceof SeraiEndpoint endpoint
                    && endpoint.subscribesTo().isPresent()) {
                String id = route.getRouteId();
                new SubscriptionOfRoute(endpoint, definitions, id).resolve();
                String name = endpoint.subscriptionName();
                String other = routes.put(name, id);
                if (other != null) {
                    throw new SubscriptionMistakeException(
                            id,
                            "subscription '" + name + "' has two routes, '" + other + "' and '" + id
                                    + "'; give one of them a subscription of its own, or send on from one to the other"
                                    + " with direct:");
                }
            }
        }
    }
}
