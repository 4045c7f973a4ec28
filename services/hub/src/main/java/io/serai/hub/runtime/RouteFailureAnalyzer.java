package io.serai.hub.runtime;

import org.apache.camel.FailedToCreateRouteException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Shows a route that cannot be made – an unknown component, a wrong option – as a message instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RouteFailureAnalyzer extends AbstractFailureAnalyzer<FailedToCreateRouteException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, FailedToCreateRouteException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "correct route '" + cause.getRouteId()
                        + "'; a component that is missing comes with its jar in serai.lib",
                cause);
    }
}
