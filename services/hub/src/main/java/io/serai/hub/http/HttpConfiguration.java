package io.serai.hub.http;

import io.serai.delivery.EventHub;
import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.HubRuntime;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import java.time.Duration;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the HTTP API together. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration implements WebMvcConfigurer {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    @Bean
    Gate gate(HubRuntime runtime) {
        return new Gate(runtime);
    }

    @Bean
    RequestBodies requestBodies(SeraiProperties properties) {
        return new RequestBodies(properties.http().maxPending().toBytes());
    }

    @Bean
    EventStreams eventStreams(EventHub hub, SeraiProperties properties) {
        return new EventStreams(hub, properties.http().maxStreams(), HEARTBEAT);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfPages() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Serai")
                        .version("1")
                        .description("An event hub: every event kept, routed by rules, retried from the stored log."
                                + " Every error is application/problem+json."));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new QueryCheck());
    }
}
