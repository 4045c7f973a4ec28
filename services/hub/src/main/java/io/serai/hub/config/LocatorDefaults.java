package io.serai.hub.config;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** A locator alone has no HTTP API, so that the port of management is its only one; and its health is another. */
public final class LocatorDefaults implements EnvironmentPostProcessor, Ordered {

    @Override
    public int getOrder() {
        return HubDefaults.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!SeraiProperties.locatorAlone(environment)) {
            return;
        }
        Map<String, Object> settings = Map.of(
                "server.port",
                "-1",
                "management.endpoint.health.group.liveness.include",
                "livenessState,locator",
                "management.endpoint.health.group.readiness.include",
                "readinessState,locator");
        environment.getPropertySources().addFirst(new MapPropertySource("serai locator", settings));
    }
}
