package io.serai.hub.config;

import io.serai.delivery.config.ConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Shows a mistake in what the routes folder declares as a message instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DefinitionsFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, ConfigurationException cause) {
        String place = cause.line() > 0 ? cause.file() + ", line " + cause.line() : cause.file();
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "correct " + cause.key() + " in " + place, cause);
    }
}
