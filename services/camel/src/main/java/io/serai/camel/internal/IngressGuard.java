package io.serai.camel.internal;

import io.serai.camel.SeraiEndpoint;
import io.serai.camel.SourceHold;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * What happens to every message before the first step of a route sees it.
 *
 * <p>Headers are taken away with which somebody outside would steer the hub: those that say what event a message is
 * ({@code CamelCloudEvent*}, {@code CamelSerai*}), that join a saga ({@code Long-Running-Action}) or that control a
 * component ({@code Camel*}, {@code org.apache.camel*}).
 *
 * <p>What a consumer of Camel itself tells its route begins with {@code Camel}, too; the consumers over which strangers
 * send (HTTP, Kafka, JMS) drop such headers of a message before they add their own, so that theirs may stay.
 *
 * <p>Then the message is noted as it is, for the case that it is rejected: see {@link Arrival}. And a message of JMS
 * is given what lets it wait while the store cannot take it: see {@link SourceHold}; that of Kafka has it already.
 */
public final class IngressGuard implements RoutePolicyFactory {

    /** From where messages come that a route of this process has made. */
    private static final Set<String> INSIDE =
            Set.of("direct", "seda", "disruptor", "serai", "timer", "scheduler", "quartz", "mock", "stub", "ref");

    static final String SAGA = "Long-Running-Action";

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new Guard();
    }

    /** Whether a header of this name controls Camel or a saga and never belongs to a message. */
    static boolean isControl(String header) {
        return startsWith(header, "Camel") || startsWith(header, "org.apache.camel") || header.equalsIgnoreCase(SAGA);
    }

    private static boolean isForged(String header) {
        return EventHeaders.isInternal(header)
                || startsWith(header, "org.apache.camel")
                || header.equalsIgnoreCase(SAGA);
    }

    private static boolean startsWith(String header, String prefix) {
        return header.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static final class Guard extends RoutePolicySupport {

        private boolean inside;
        private boolean subscribes;
        private boolean jms;

        @Override
        public void onInit(Route route) {
            String uri = route.getEndpoint().getEndpointUri();
            int colon = uri.indexOf(':');
            inside = INSIDE.contains(colon < 0 ? uri : uri.substring(0, colon));
            subscribes = route.getEndpoint() instanceof SeraiEndpoint;
            jms = Transport.of(route.getEndpoint()) == Transport.JMS;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            if (!inside) {
                exchange.getMessage().getHeaders().keySet().removeIf(IngressGuard::isForged);
            }
            if (!subscribes && route.getRouteId().equals(exchange.getFromRouteId())) {
                Arrival.note(exchange, route.getRouteId());
                if (jms) {
                    new ListenerHold().putInto(exchange);
                }
            }
        }
    }
}
