package io.serai.hub.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.delivery.EventHub;
import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.HubRuntime;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the HTTP API together. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration implements WebMvcConfigurer {

    private final ObjectMapper json;

    HttpConfiguration(ObjectMapper json) {
        this.json = json;
    }

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

    /** A body that stops coming is noticed by the server, one that drips by the filter. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodiesInTime(SeraiProperties properties) {
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                http.setDisableUploadTimeout(false);
                http.setConnectionUploadTimeout(
                        (int) properties.http().bodyTimeout().toMillis());
                // nobody is asked for a body that is refused by its headers
                http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
            }
        });
    }

    @Bean
    FilterRegistrationBean<SlowBodies> slowBodies(SeraiProperties properties) {
        FilterRegistrationBean<SlowBodies> filter =
                new FilterRegistrationBean<>(new SlowBodies(properties.http().bodyTimeout()));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
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

    /** Springdoc would list what any exception handler answers at every call; here each call names its own. */
    @Bean
    OpenApiCustomizer everyErrorIsAProblem() {
        return api -> {
            ModelConverters.getInstance(true).readAll(Problem.class).forEach(api.getComponents()::addSchemas);
            Content problem = new Content()
                    .addMediaType(
                            org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem")));
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .map(Operation::getResponses)
                    .forEach(responses -> {
                        responses.forEach((status, response) -> {
                            if (status.startsWith("4") || status.startsWith("5")) {
                                response.setContent(problem);
                            }
                        });
                        responses.addApiResponse(
                                "default",
                                new ApiResponse().description("any other error").content(problem));
                    });
        };
    }

    @Override
    public void extendMessageConverters(List<HttpMessageConverter<?>> converters) {
        converters.add(0, new ProblemConverter(json));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new QueryCheck());
    }
}
