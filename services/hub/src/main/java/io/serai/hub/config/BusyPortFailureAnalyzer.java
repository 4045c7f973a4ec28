package io.serai.hub.config;

import java.util.Map;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says which port is busy, what wanted it, and which property gives it another. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BusyPortFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    private static final Map<String, String> WANTED =
            Map.of("server.port", "the HTTP API", "management.server.port", "management (health, metrics, Hawtio)");

    private final Environment environment;

    BusyPortFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable root, PortInUseException cause) {
        String port = Integer.toString(cause.getPort());
        String property = WANTED.keySet().stream()
                .filter(name -> port.equals(environment.getProperty(name)))
                .sorted()
                .findFirst()
                .orElse("server.port");
        return new FailureAnalysis(
                "port " + port + " is taken by another process; " + WANTED.get(property) + " wants it (" + property
                        + ")",
                "end the other process, or set " + property + " to a free port",
                cause);
    }
}
