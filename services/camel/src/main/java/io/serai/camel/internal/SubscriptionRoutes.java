package io.serai.camel.internal;

import io.serai.camel.SeraiEndpoint;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Route;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Gives routes from {@code serai:subscribe} an error handler that neither repeats nor swallows: errors belong to the
 * subscription's policy. A handler meant for other routes, of the context or of the file, is not theirs; one that the
 * route names itself is, and so is its {@code onException}.
 */
final class SubscriptionRoutes extends LifecycleStrategySupport {

    @Override
    public void onRouteContextCreate(Route route) {
        if (route.getEndpoint() instanceof SeraiEndpoint
                && !(route.getRoute() instanceof RouteDefinition definition && namesItsOwn(definition))) {
            RedeliveryPolicyDefinition none = new RedeliveryPolicyDefinition();
            none.maximumRedeliveries(0);
            none.logExhaustedMessageHistory(false);
            DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
            handler.setRedeliveryPolicy(none);
            handler.setLevel(LoggingLevel.DEBUG.name()); // the subscription tells failed attempts
            route.setErrorHandlerFactory(handler);
        }
    }

    private static boolean namesItsOwn(RouteDefinition route) {
        return route.getErrorHandler() != null
                || route.getErrorHandlerRef() != null
                || route.getRouteConfigurationId() != null
                || route.isErrorHandlerFactorySet() && !route.isContextScopedErrorHandler();
    }
}
