package io.serai.hub.runtime;

import io.serai.camel.DeclaredRoutes;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import io.serai.hub.config.SeraiProperties;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the running hub together. What is given as a bean from outside – a store in memory, say – goes before. */
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {

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
    HubRuntime hubRuntime(
            ApplicationContext context,
            StoreOpener opener,
            ObjectProvider<HubBuilder> builder,
            LateHub late,
            RouteStarter routes,
            ObjectProvider<ProcessEnd> end) {
        HubBuilder building = builder.getIfAvailable(() -> (store, definitions) ->
                EventHub.builder(store).definitions(definitions).build());
        return new HubRuntime(opener, building, late, routes, end.getIfAvailable(() -> new JvmEnd(context)));
    }
}
