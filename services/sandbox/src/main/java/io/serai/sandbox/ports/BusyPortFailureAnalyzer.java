package io.serai.sandbox.ports;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a busy port as a sentence instead of a stack trace. */
final class BusyPortFailureAnalyzer extends AbstractFailureAnalyzer<BusyPortException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BusyPortException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Nothing was started. With Maven: mvn spring-boot:run -Dspring-boot.run.arguments=--PROPERTY=PORT",
                cause);
    }
}
