package io.serai.camel.internal;

import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;

/**
 * Gives routes from {@code serai:subscribe} an error handler that neither repeats nor swallows: errors belong to the
 * subscription's policy. A handler meant for other routes, of the context or of the file, is not theirs; one that the
 * route names itself is, and so is its {@code onException}.
 */
public final class SubscriptionRoutes extends ModelLifecycleStrategySupport {

    private final CamelContext context;

    public SubscriptionRoutes(CamelContext context) {
        this.context = context;
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (subscribes(route) && !namesItsOwn(route)) {
            DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
            RedeliveryPolicyDefinition none = new RedeliveryPolicyDefinition();
            none.maximumRedeliveries(0);
            none.logExhausted(false); // the subscription tells failed attempts
            none.logRetryAttempted(false);
            none.retriesExhaustedLogLevel(LoggingLevel.DEBUG);
            handler.setRedeliveryPolicy(none);
            route.setErrorHandlerFactory(handler);
        }
    }

    private boolean subscribes(RouteDefinition route) {
        if (route.getInput() == null) {
            return false;
        }
        String uri = context.resolvePropertyPlaceholders(route.getInput().getEndpointUri());
        return uri.startsWith("serai:subscribe") || uri.startsWith("serai://subscribe");
    }

    private static boolean namesItsOwn(RouteDefinition route) {
        return route.getErrorHandler() != null
                || route.getErrorHandlerRef() != null
                || route.getRouteConfigurationId() != null
                || route.isErrorHandlerFactorySet() && !route.isContextScopedErrorHandler();
    }
}
