package io.serai.camel;

import io.serai.delivery.Definitions;
import java.time.Duration;
import java.util.TreeMap;
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

    @Override
    public void configure() {
        new TreeMap<>(definitions.subscriptions()).forEach((name, declared) -> declared.deliver()
                .filter(target -> !target.equals(PULL))
                .ifPresent(target -> from("serai:subscribe/" + name)
                        .routeId(routeId(name))
                        .description("subscription " + name + " ("
                                + declared.subscription().origin() + ")")
                        .to(bounded(target, declared.subscription().policy().timeout()))));
    }

    /** Over HTTP nobody waits longer for an answer than the attempt may take, so that its thread is free again. */
    private String bounded(String declared, Duration timeout) {
        String target = getContext().resolvePropertyPlaceholders(declared);
        boolean http = target.startsWith("http:") || target.startsWith("https:");
        if (!http || target.contains("responseTimeout=")) {
            return target;
        }
        return target + (target.contains("?") ? "&" : "?") + "responseTimeout=" + timeout.toMillis();
    }
}
