package io.serai.hub.runtime;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Shows a broken route file as a message instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RouteFileFailureAnalyzer extends AbstractFailureAnalyzer<RouteFileException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, RouteFileException cause) {
        return new FailureAnalysis(
                "a route file is broken: " + cause.getMessage(),
                "correct the file, or give it a name that does not end in .camel.yaml",
                cause);
    }
}
