package io.serai.test.internal;

import io.serai.camel.DeclaredRoutes;
import io.serai.camel.RouteDeadLetterSender;
import io.serai.delivery.EventHub;
import io.serai.delivery.time.ManualTime;
import io.serai.store.EventStore;
import io.serai.store.memory.MemoryStore;
import io.serai.test.Serai;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A hub as the application builds it, with the store in memory, time by hand, and nothing outside. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SeraiTestConfiguration {

    @Bean
    ManualTime seraiTime() {
        return ManualTime.create();
    }

    @Bean
    EventStore seraiStore(SeraiTestSettings settings, ManualTime time) {
        return MemoryStore.create(settings.partitions(), time);
    }

    @Bean
    RouteFilesUnderTest seraiRouteFiles(SeraiTestSettings settings) {
        return new RouteFilesUnderTest(settings.routes());
    }

    @Bean
    EventHub seraiHub(EventStore store, RouteFilesUnderTest files, ManualTime time) {
        return EventHub.builder(store)
                .definitions(files.definitions())
                .clock(time)
                .timer(time)
                .build();
    }

    @Bean
    DeclaredRoutes seraiDeclaredRoutes(EventHub hub) {
        return new DeclaredRoutes(hub.definitions());
    }

    @Bean
    CamelContextCustomizer seraiOutside(SeraiTestSettings settings) {
        return new StandIns(settings);
    }

    @Bean
    CamelContextConfiguration seraiRoutes(RouteFilesUnderTest files, EventHub hub) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                files.camelFiles().forEach(file -> load(camel, file));
                hub.deliveries().sendDeadLettersWith(new RouteDeadLetterSender(camel));
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // the routes run with Camel
            }
        };
    }

    @Bean
    Serai serai(EventHub hub, CamelContext camel, ManualTime time) {
        return new Serai(hub, camel, time);
    }

    private static void load(CamelContext camel, Path file) {
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(
                            camel, file.toUri().toString()));
        } catch (Exception broken) {
            throw new IllegalStateException("routes of " + file + " cannot be loaded: " + broken.getMessage(), broken);
        }
    }

    /** Before any route is made. */
    private record StandIns(SeraiTestSettings settings) implements CamelContextCustomizer {

        @Override
        public void configure(CamelContext camel) {
            ComponentResolver others = PluginHelper.getComponentResolver(camel);
            camel.getCamelContextExtension()
                    .addContextPlugin(ComponentResolver.class, new OutsideResolver(others, settings.outside()));
        }
    }
}
