package io.serai.delivery;

import java.util.Map;
import java.util.Optional;

/**
 * What the files in {@code routes/} declare, checked.
 *
 * @param subscriptions by name; those with a target need no route
 * @param policies by name, {@code default} among them
 */
public record Definitions(Map<String, Declared> subscriptions, Map<String, Policy> policies, Catalog catalog) {

    public Definitions {
        subscriptions = Map.copyOf(subscriptions);
        policies = Map.copyOf(policies);
    }

    public static Definitions none() {
        return new Definitions(Map.of(), Map.of("default", Policy.DEFAULT), Catalog.EMPTY);
    }

    /**
     * A subscription of {@code subscriptions.yaml}.
     *
     * @param deliver the Camel endpoint to deliver to; empty where a route takes the events
     */
    public record Declared(Subscription subscription, Optional<String> deliver) {}
}
