package io.serai.camel;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A Camel context with a recording hub, and events to try. */
final class Routes implements AutoCloseable {

    final RecordingHub hub = new RecordingHub();
    final CamelContext context = new DefaultCamelContext();

    Routes() {
        context.getRegistry().bind("hub", hub);
        context.getShutdownStrategy().setTimeout(5);
    }

    Routes yaml(String text) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("test.camel.yaml", text));
        return this;
    }

    Routes with(RoutesBuilder routes) throws Exception {
        context.addRoutes(routes);
        return this;
    }

    /** One route. */
    Routes route(Route route) throws Exception {
        return with(new RouteBuilder() {
            @Override
            public void configure() {
                route.build(this);
            }
        });
    }

    Routes start() {
        context.start();
        return this;
    }

    @Override
    public void close() {
        context.stop();
    }

    static CloudEvent event() {
        return CloudEventBuilder.v1()
                .withId("e-1")
                .withSource(URI.create("/legacy/orders"))
                .withType("shop.order.placed")
                .withSubject("o-4711")
                .withDataContentType("application/json")
                .withExtension("correlationid", "tx-1")
                .withExtension("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .withData("{\"orderId\":\"o-4711\",\"name\":\"Zoë\"}".getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** What a route does. */
    @FunctionalInterface
    interface Route {
        void build(RouteBuilder builder);
    }
}
