package io.serai.hub.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps from a locator alone what belongs to a hub: Camel, brokers, Hawtio and the description of the API. It names what
 * goes, not what stays, as it is asked of the locator's own configuration, too.
 */
public final class LocatorAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final List<String> OF_A_HUB = List.of(
            "org.apache.camel.",
            "io.serai.camel.",
            "org.springframework.boot.autoconfigure.jms.",
            "io.hawt.",
            "org.jolokia.",
            "org.springdoc.");

    private boolean locator;

    @Override
    public void setEnvironment(Environment environment) {
        locator = SeraiProperties.locatorAlone(environment);
    }

    @Override
    public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
        boolean[] matches = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            matches[i] = !locator || name == null || OF_A_HUB.stream().noneMatch(name::startsWith);
        }
        return matches;
    }
}
