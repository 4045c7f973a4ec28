package io.serai.hub;

import io.serai.hub.config.SeraiProperties;
import io.serai.hub.management.LocatorManagement;
import io.serai.hub.runtime.LocatorConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** A locator and nothing else: no store, no routes, no HTTP API. It is no component, so that no scan finds it. */
@EnableAutoConfiguration
@ComponentScan(basePackageClasses = SeraiProperties.class)
@ConfigurationPropertiesScan(basePackageClasses = SeraiProperties.class)
@Import({LocatorConfiguration.class, LocatorManagement.class})
final class LocatorApplication {

    private LocatorApplication() {}
}
