package io.serai.hub.management;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.delivery.EventHub;
import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.RoutesAgreement;
import io.serai.hub.runtime.RoutesReload;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Puts together what the hub shows of itself. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ManagementConfiguration {

    @Bean
    SubscriptionWatch subscriptionWatch(HubRuntime runtime) {
        return new SubscriptionWatch(runtime);
    }

    @Bean
    StoreHealth storeHealthIndicator(HubRuntime runtime) {
        return new StoreHealth(runtime);
    }

    @Bean
    RoutesHealth routesHealthIndicator(HubRuntime runtime, RoutesReload reload, RoutesAgreement agreement) {
        return new RoutesHealth(runtime, reload, agreement);
    }

    @Bean
    SubscriptionsHealth subscriptionsHealthIndicator(HubRuntime runtime, SubscriptionWatch subscriptions) {
        return new SubscriptionsHealth(runtime, subscriptions);
    }

    @Bean
    HubMetrics hubMetrics(HubRuntime runtime, SubscriptionWatch subscriptions) {
        return new HubMetrics(runtime, subscriptions);
    }

    @Bean
    StoreMBean storeMBean(HubRuntime runtime) {
        return new StoreMBean(runtime);
    }

    @Bean
    DeadLettersMBean deadLettersMBean(EventHub hub, SubscriptionWatch subscriptions) {
        return new DeadLettersMBean(hub, subscriptions);
    }

    @Bean
    RejectedInputMBean rejectedInputMBean(EventHub hub) {
        return new RejectedInputMBean(hub);
    }

    @Bean
    SubscriptionRegistrar subscriptionRegistrar(
            EventHub hub,
            SubscriptionWatch subscriptions,
            HubMetrics metrics,
            MeterRegistry meters,
            MBeanExporter exporter) {
        return new SubscriptionRegistrar(hub, subscriptions, metrics, meters, exporter);
    }

    @Bean
    HawtioLogin hawtioLogin(SeraiProperties properties) {
        return HawtioLogin.install(properties);
    }
}
