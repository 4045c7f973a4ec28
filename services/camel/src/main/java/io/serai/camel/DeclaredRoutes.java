package io.serai.camel;

import io.serai.delivery.Definitions;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** A route for each subscription that names its target in {@code subscriptions.yaml} and so needs none of its own. */
public class DeclaredRoutes extends RouteBuilder {

    /** The value of {@code deliver} of a subscription whose events are fetched by its receiver. */
    private static final String PULL = "pull";

    private final Definitions definitions;

    public DeclaredRoutes(Definitions definitions) {
        this.definitions = definitions;
    }

    /** The id of the route of a declared subscription. */
    public static String routeId(String subscription) {
        return "subscription-" + subscription;
    }

    /** The endpoints that are delivered to, by the name of the subscription. */
    public static SortedMap<String, String> targets(CamelContext context, Definitions definitions) {
        SortedMap<String, String> targets = new TreeMap<>();
        definitions.subscriptions().forEach((name, declared) -> declared.deliver()
                .filter(target -> !target.equals(PULL))
                .ifPresent(target -> targets.put(
                        name,
                        bounded(
                                context,
                                target,
                                declared.subscription().policy().timeout()))));
        return targets;
    }

    @Override
    public void configure() {
        targets(getContext(), definitions).forEach((name, target) -> from("serai:subscribe/" + name)
                .routeId(routeId(name))
                .description("subscription " + name)
                .to(target));
    }

    /** Over HTTP nobody waits longer for an answer than the attempt may take, so that its thread is free again. */
    private static String bounded(CamelContext context, String declared, Duration timeout) {
        String target = context.resolvePropertyPlaceholders(declared);
        boolean http = target.startsWith("http:") || target.startsWith("https:");
        if (!http || target.contains("responseTimeout=")) {
            return target;
        }
        return target + (target.contains("?") ? "&" : "?") + "responseTimeout=" + timeout.toMillis();
    }
}
