package io.serai.hub.runtime;

import io.serai.hub.config.SeraiProperties;
import io.serai.store.geode.GeodeLocator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts a locator alone together. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "serai.role", havingValue = "locator")
public class LocatorConfiguration {

    @Bean
    LocatorRuntime locatorRuntime(ApplicationContext context, SeraiProperties properties) {
        return new LocatorRuntime(
                () -> GeodeLocator.create(GeodeOpener.config(properties)),
                new JvmEnd(context),
                () -> "management on port " + context.getEnvironment().getProperty("local.management.port"));
    }
}
