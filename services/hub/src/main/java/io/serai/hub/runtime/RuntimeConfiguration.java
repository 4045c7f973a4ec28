package io.serai.hub.runtime;

import io.serai.camel.DeclaredRoutes;
import io.serai.camel.RouteDeadLetterSender;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.delivery.config.DefinitionsLoader;
import io.serai.hub.config.SeraiProperties;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Puts the running hub together. What is given as a bean from outside – a store in memory, say – goes before. */
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {

    /** What the files in the routes folder declare; a mistake ends the start. */
    @Bean
    Definitions definitions(SeraiProperties properties) {
        Map<String, Object> defaults = properties.defaultPolicy();
        return DefinitionsLoader.load(
                properties.routes(),
                properties.policies(),
                defaults.isEmpty() ? Optional.empty() : Optional.of(defaults));
    }

    @Bean
    LateHub eventHub(Definitions definitions) {
        return new LateHub(definitions);
    }

    @Bean
    RouteFiles routeFiles(SeraiProperties properties, Definitions definitions) {
        return new RouteFiles(properties.routes(), List.of(new DeclaredRoutes(definitions)));
    }

    @Bean
    RouteStarter routeStarter(CamelContext camel) {
        return new RouteStarter(camel);
    }

    @Bean
    HubBuilder hubBuilder(CamelContext camel) {
        return (store, definitions) -> {
            EventHub hub = EventHub.builder(store).definitions(definitions).build();
            hub.deliveries().sendDeadLettersWith(new RouteDeadLetterSender(camel));
            return hub;
        };
    }

    /** Must not take the Camel context itself: Spring starts what a lifecycle bean depends on, here far too early. */
    @Bean
    HubRuntime hubRuntime(
            ApplicationContext context,
            SeraiProperties properties,
            ObjectProvider<StoreOpener> opener,
            HubBuilder builder,
            LateHub late,
            RouteStarter routes,
            ObjectProvider<ProcessEnd> end) {
        return new HubRuntime(
                opener.getIfAvailable(() -> new GeodeOpener(properties)),
                builder,
                late,
                routes,
                end.getIfAvailable(() -> new JvmEnd(context)),
                () -> ports(context.getEnvironment()));
    }

    private static String ports(Environment environment) {
        return "HTTP on port " + environment.getProperty("local.server.port") + ", management on port "
                + environment.getProperty("local.management.port");
    }
}
