package io.serai.hub.management;

import io.serai.hub.runtime.LocatorRuntime;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What a locator alone shows of itself. */
@Configuration(proxyBeanMethods = false)
@Import(ClusterManagement.class)
@ConditionalOnProperty(name = "serai.role", havingValue = "locator")
public class LocatorManagement {

    @Bean
    LocatorHealth locatorHealthIndicator(LocatorRuntime runtime) {
        return new LocatorHealth(runtime);
    }
}
