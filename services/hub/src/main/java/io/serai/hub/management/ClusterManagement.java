package io.serai.hub.management;

import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.ClusterMember;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every member shows of the cluster, a hub node and a locator alike. */
@Configuration(proxyBeanMethods = false)
class ClusterManagement {

    @Bean
    ClusterHealth clusterHealthIndicator(ClusterMember member, SeraiProperties properties) {
        return new ClusterHealth(member, properties);
    }

    @Bean
    ClusterEndpoint clusterEndpoint(ClusterMember member) {
        return new ClusterEndpoint(member);
    }

    @Bean
    ClusterMBean clusterMBean(ClusterMember member) {
        return new ClusterMBean(member);
    }
}
