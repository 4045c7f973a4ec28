package io.serai.hub.runtime;

import io.serai.camel.RouteDeadLetterSender;
import io.serai.camel.RouteInputRedriver;
import io.serai.delivery.EventHub;
import io.serai.hub.config.HubConfigurationException;
import io.serai.hub.config.SeraiProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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

    private static final Duration COMPARED_EVERY = Duration.ofSeconds(5);

    /** What the files in the routes folder declare; a mistake ends the start. */
    @Bean
    RouteState routeState(SeraiProperties properties) {
        Path folder = properties.routes();
        try {
            return RouteState.of(
                    Files.isDirectory(folder) ? RoutesSnapshot.of(folder) : RoutesSnapshot.empty(folder), properties);
        } catch (IOException | UncheckedIOException unreadable) {
            throw new HubConfigurationException(
                    "serai.routes",
                    folder.toString(),
                    "the folder cannot be read: " + unreadable,
                    "let the hub's user read it and what is in it");
        }
    }

    @Bean
    LateHub eventHub(RouteState state) {
        return new LateHub(state.definitions());
    }

    @Bean
    LoadedRoutes loadedRoutes(CamelContext camel) {
        return new LoadedRoutes(camel);
    }

    /** Must not take the Camel context itself, which asks for it while it is made. */
    @Bean
    RouteFiles routeFiles(RouteState state, ObjectProvider<LoadedRoutes> loaded) {
        return new RouteFiles(state, loaded::getObject);
    }

    @Bean
    RouteStarter routeStarter(CamelContext camel) {
        return new RouteStarter(camel);
    }

    @Bean
    RoutesReload routesReload(
            SeraiProperties properties,
            RouteState state,
            CamelContext camel,
            LoadedRoutes loaded,
            RouteStarter starter,
            LateHub hub) {
        return new RoutesReload(
                properties,
                state,
                new TrialRun(camel),
                new RouteSwap(camel, loaded, starter, hub),
                hub,
                Clock.systemUTC());
    }

    /** A node that does not run yet, or any more, neither asks nor is told of. */
    @Bean(destroyMethod = "end")
    RoutesAgreement routesAgreement(SeraiProperties properties, HubRuntime runtime, RoutesReload reload) {
        RoutesAgreement agreement = new RoutesAgreement(
                () -> NodeRuns.of(reload.running(), properties),
                properties.routes(),
                Clock.systemUTC(),
                properties.cluster().routesGrace());
        agreement.begin(() -> runtime.state() == HubState.RUNNING ? runtime.hub() : Optional.empty(), COMPARED_EVERY);
        return agreement;
    }

    /** Before Camel stops its routes: nothing is to start any there meanwhile. */
    @Bean
    GracePeriod gracePeriod(
            ApplicationContext context,
            ObjectProvider<CamelContext> camel,
            SeraiProperties properties,
            HubRuntime runtime,
            RoutesReload reload) {
        return new GracePeriod(context, camel, properties.stopTimeout(), () -> {
            runtime.stopping();
            reload.end();
        });
    }

    @Bean
    HubBuilder hubBuilder(CamelContext camel, SeraiProperties properties) {
        return (store, definitions) -> {
            EventHub hub = EventHub.builder(store)
                    .definitions(definitions)
                    .maxHops(properties.maxHops())
                    .build();
            hub.deliveries().sendDeadLettersWith(new RouteDeadLetterSender(camel));
            hub.rejectedInputs().redriveWith(new RouteInputRedriver(camel));
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
            RouteFiles files,
            RouteStarter routes,
            RoutesReload reload,
            ObjectProvider<ProcessEnd> end) {
        return new HubRuntime(
                opener.getIfAvailable(() -> new GeodeOpener(properties)),
                builder,
                late,
                files::check,
                routes,
                reload,
                end.getIfAvailable(() -> new JvmEnd(context)),
                () -> ports(context.getEnvironment()));
    }

    private static String ports(Environment environment) {
        return "HTTP on port " + environment.getProperty("local.server.port") + ", management on port "
                + environment.getProperty("local.management.port");
    }
}
