package io.serai.hub.management;

import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.LocatorRuntime;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a locator alone shows of itself. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "serai.role", havingValue = "locator")
public class LocatorManagement {

    @Bean
    LocatorHealth locatorHealthIndicator(LocatorRuntime runtime) {
        return new LocatorHealth(runtime);
    }

    @Bean
    ClusterHealth clusterHealthIndicator(LocatorRuntime runtime, SeraiProperties properties) {
        return new ClusterHealth(runtime, properties);
    }

    @Bean
    ClusterEndpoint clusterEndpoint(LocatorRuntime runtime) {
        return new ClusterEndpoint(runtime);
    }

    @Bean
    ClusterMBean clusterMBean(LocatorRuntime runtime) {
        return new ClusterMBean(runtime);
    }
}
