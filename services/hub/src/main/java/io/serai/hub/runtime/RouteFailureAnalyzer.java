package io.serai.hub.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Shows a route that cannot be made – an unknown component, a wrong option – as a message instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RouteFailureAnalyzer extends AbstractFailureAnalyzer<FailedToCreateRouteException> {

    private final Environment environment;

    RouteFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable root, FailedToCreateRouteException cause) {
        return new FailureAnalysis(
                place(cause.getRouteId()).map(place -> place + ": ").orElse("") + cause.getMessage(),
                "correct route '" + cause.getRouteId()
                        + "'; a component that is missing comes with its jar in serai.lib",
                cause);
    }

    /** Of what was loaded nothing is left by now: it is read once more. */
    private Optional<String> place(@Nullable String route) {
        try {
            RoutesSnapshot snapshot = RoutesSnapshot.of(Path.of(environment.getProperty("serai.routes", "routes")));
            return snapshot.routeFiles().stream()
                    .map(name -> CamelFile.read(snapshot, name))
                    .filter(file -> route != null && file.routes().containsKey(route))
                    .map(file -> file.path() + ":" + file.routes().get(route))
                    .findFirst();
        } catch (IOException | UncheckedIOException | RouteFileException changedMeanwhile) {
            return Optional.empty();
        }
    }
}
