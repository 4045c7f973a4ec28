package io.serai.test.internal;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.DefaultConsumer;

/** Hands messages to the consumers of routes, with the headers that real consumers add. */
public final class Arrivals {

    private final CamelContext camel;
    private final Clock clock;
    private final AtomicLong numbers = new AtomicLong();

    public Arrivals(CamelContext camel, Clock clock) {
        this.camel = camel;
        this.clock = clock;
    }

    public Exchange send(String from, Object body, Map<String, Object> headers) {
        DefaultConsumer consumer = consumer(from);
        Exchange exchange = consumer.createExchange(false);
        exchange.getMessage().setBody(body);
        exchange.getMessage()
                .setHeaders(
                        new java.util.HashMap<>(transport(consumer.getEndpoint().getEndpointUri())));
        exchange.getMessage().getHeaders().putAll(headers);
        try {
            UnitOfWork work = consumer.createUoW(exchange);
            try {
                consumer.getProcessor().process(exchange);
            } finally {
                work.done(exchange);
            }
        } catch (Exception failed) {
            exchange.setException(failed);
        }
        return exchange;
    }

    private DefaultConsumer consumer(String from) {
        String wanted = plain(camel.resolvePropertyPlaceholders(from));
        List<Route> routes = camel.getRoutes().stream()
                .filter(route -> route.getRouteId().equals(from)
                        || plain(route.getEndpoint().getEndpointUri()).equals(wanted))
                .toList();
        if (routes.size() != 1) {
            throw new IllegalArgumentException((routes.isEmpty() ? "no route is from '" : "several routes are from '")
                    + from + "'; there are "
                    + camel.getRoutes().stream()
                            .map(route -> route.getRouteId() + " from "
                                    + plain(route.getEndpoint().getEndpointUri()))
                            .toList());
        }
        Consumer consumer = routes.get(0).getConsumer();
        if (consumer instanceof DefaultConsumer able) {
            return able;
        }
        throw new IllegalArgumentException("route '" + routes.get(0).getRouteId() + "' takes no messages of a test");
    }

    private Map<String, Object> transport(String uri) {
        String plain = plain(uri);
        long number = numbers.getAndIncrement();
        String name = plain.substring(plain.lastIndexOf(':') + 1);
        if (plain.startsWith("kafka:")) {
            return Map.of(
                    "kafka.TOPIC",
                    name,
                    "kafka.PARTITION",
                    0,
                    "kafka.OFFSET",
                    number,
                    "kafka.TIMESTAMP",
                    clock.millis());
        }
        if (plain.startsWith("jms:") || plain.startsWith("activemq") || plain.startsWith("amqp:")) {
            return Map.of("JMSMessageID", "ID:test-" + number, "JMSTimestamp", clock.millis());
        }
        return Map.of();
    }

    /** An address as people write it: without {@code //} and parameters. */
    private static String plain(String uri) {
        int query = uri.indexOf('?');
        return (query < 0 ? uri : uri.substring(0, query)).replaceFirst("://", ":");
    }
}
