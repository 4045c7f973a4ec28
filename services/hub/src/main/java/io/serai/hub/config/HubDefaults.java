package io.serai.hub.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Adds the hub's own settings of Spring, Camel and Hawtio below everything else. They are not in
 * {@code application.properties}, so that a program around the hub can have its own.
 */
public final class HubDefaults implements EnvironmentPostProcessor, Ordered {

    static final int ORDER = ConfigDataEnvironmentPostProcessor.ORDER + 1;

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        try {
            environment
                    .getPropertySources()
                    .addLast(new ResourcePropertySource(
                            "serai hub defaults",
                            new ClassPathResource(
                                    "io/serai/hub/defaults.properties", HubDefaults.class.getClassLoader())));
        } catch (IOException missing) {
            throw new UncheckedIOException("the hub's jar is not whole", missing);
        }
    }
}
