package io.serai.camel;

import io.serai.delivery.Definitions;
import io.serai.delivery.EventFilter;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a route subscribes to: as {@code subscriptions.yaml} declares it, or as the parameters of the route say. Both at
 * once are fine as long as they agree.
 */
final class SubscriptionOfRoute {

    private final SeraiEndpoint endpoint;
    private final Definitions definitions;
    private final @Nullable String routeId;

    SubscriptionOfRoute(SeraiEndpoint endpoint, Definitions definitions, @Nullable String routeId) {
        this.endpoint = endpoint;
        this.definitions = definitions;
        this.routeId = routeId;
    }

    Subscription resolve() {
        Definitions.Declared declared = definitions.subscriptions().get(endpoint.subscriptionName());
        return declared == null ? fromParameters() : agreed(declared);
    }

    private Subscription fromParameters() {
        if (endpoint.getTypes() == null) {
            throw mistake("is not declared in subscriptions.yaml and its route names no types; add the parameter types"
                    + " (* is every type), or declare it");
        }
        return new Subscription(
                endpoint.subscriptionName(),
                types(endpoint.getTypes()),
                Optional.ofNullable(endpoint.getFilter()).map(this::filter),
                policy(endpoint.getPolicy() == null ? "default" : endpoint.getPolicy()),
                start(endpoint.getStart() == null ? "now" : endpoint.getStart()),
                "route " + routeId);
    }

    private Subscription agreed(Definitions.Declared declared) {
        Subscription subscription = declared.subscription();
        if (declared.deliver().isPresent()
                && !DeclaredRoutes.routeId(subscription.name()).equals(routeId)) {
            throw mistake("has deliver: " + declared.deliver().get() + " in " + subscription.origin()
                    + " and a route as well; remove one of them");
        }
        if (endpoint.getTypes() != null) {
            compare("types", types(endpoint.getTypes()), subscription.types());
        }
        if (endpoint.getFilter() != null) {
            compare(
                    "filter",
                    filter(endpoint.getFilter()),
                    subscription.filter().orElse(null));
        }
        if (endpoint.getPolicy() != null) {
            compare("policy", endpoint.getPolicy(), subscription.policy().name());
        }
        if (endpoint.getStart() != null) {
            compare("start", text(start(endpoint.getStart())), text(subscription.start()));
        }
        return subscription;
    }

    private void compare(String what, Object ofRoute, @Nullable Object declared) {
        if (!Objects.equals(ofRoute, declared)) {
            throw mistake("has " + what + " '" + ofRoute + "' in its route and '"
                    + (declared == null ? "none" : declared) + "' in subscriptions.yaml; keep one");
        }
    }

    private EventTypes types(String text) {
        return read("types", () -> EventTypes.parse(text));
    }

    private EventFilter filter(String text) {
        return read("filter", () -> EventFilter.parse(text));
    }

    private StartAt start(String text) {
        return read("start", () -> StartAt.parse(text));
    }

    private static String text(StartAt start) {
        return start instanceof StartAt.Time time
                ? time.time().toString()
                : start.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Policy policy(String name) {
        Policy policy = definitions.policies().get(name);
        if (policy == null) {
            throw mistake("has policy '" + name + "', which is not declared; there are "
                    + new TreeSet<>(definitions.policies().keySet()));
        }
        return policy;
    }

    private <T> T read(String parameter, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (RuntimeException mistake) {
            throw mistake("has a wrong parameter " + parameter + ": " + mistake.getMessage());
        }
    }

    private SubscriptionMistakeException mistake(String what) {
        return new SubscriptionMistakeException(
                String.valueOf(routeId),
                "subscription '" + endpoint.subscriptionName() + "' " + what + " (route '" + routeId + "')");
    }
}
