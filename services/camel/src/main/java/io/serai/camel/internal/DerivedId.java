package io.serai.camel.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * An id for the event of a message that brings none, the same whenever the same message comes again. It is made of
 *
 * <ol>
 *   <li>of the event a subscription handles: subscription and position;
 *   <li>of a Kafka record: topic, partition, offset and time, as a topic that was made anew counts from 0 again;
 *   <li>of a JMS message: its message id;
 *   <li>of any other that is redriven: the id under which it was kept as rejected input.
 * </ol>
 *
 * <p>One message may become several events: places within a split, multicast or loop follow, the type, and a number
 * from the second publish with all that alike.
 * Only what the consumer of the route itself says is believed: a header of the same name over another transport is not.
 */
public record DerivedId(String id, String base, Map<String, Integer> published) {

    private static final String PUBLISHED = "CamelSeraiPublished";

    /** Lets copies of the exchange, made later, count with it. */
    public static void countIn(Exchange exchange) {
        exchange.setProperty(PUBLISHED, new ConcurrentHashMap<String, Integer>());
    }

    public static Optional<DerivedId> of(Exchange exchange, String type) {
        Optional<String> origin = HandledEvent.of(exchange)
                .map(handled -> handled.attempt().idempotencyKey())
                .or(() -> origin(exchange))
                .or(() -> Redrive.of(exchange).map(redrive -> "rejected-" + redrive.inputId()));
        return origin.map(from -> {
            if (exchange.getProperty(PUBLISHED) == null) {
                countIn(exchange);
            }
            @SuppressWarnings("unchecked")
            Map<String, Integer> published = exchange.getProperty(PUBLISHED, Map.class);
            String base = from
                    + place(exchange, ExchangePropertyKey.SPLIT_INDEX)
                    + place(exchange, ExchangePropertyKey.MULTICAST_INDEX)
                    + place(exchange, ExchangePropertyKey.LOOP_INDEX)
                    + "~" + type;
            int before = published.getOrDefault(base, 0);
            return new DerivedId(before == 0 ? base : base + "~" + (before + 1), base, published);
        });
    }

    /**
     * A try that failed is repeated under its id; only after one that did not does the next get another. What was
     * rejected counts, so that a redrive gives the events after it the ids that they have.
     */
    public void used() {
        published.merge(base, 1, Integer::sum);
    }

    /** Which Kafka record or JMS message the route got. */
    private static Optional<String> origin(Exchange exchange) {
        Map<String, Object> headers = headers(exchange);
        return switch (transport(exchange)) {
            case KAFKA -> {
                Object topic = headers.get("kafka.TOPIC");
                Object partition = headers.get("kafka.PARTITION");
                Object offset = headers.get("kafka.OFFSET");
                Object time = headers.get("kafka.TIMESTAMP");
                yield topic == null || partition == null || offset == null
                        ? Optional.empty()
                        : Optional.of(topic + "-" + partition + "-" + offset + (time == null ? "" : "-" + time));
            }
            case JMS -> HeaderText.get(headers, "JMSMessageID");
            default -> Optional.empty();
        };
    }

    /** When the Kafka record or JMS message was made, in milliseconds. */
    public static Optional<Long> time(Exchange exchange) {
        String header =
                switch (transport(exchange)) {
                    case KAFKA -> "kafka.TIMESTAMP";
                    case JMS -> "JMSTimestamp";
                    default -> "";
                };
        return Optional.ofNullable(headers(exchange).get(header))
                .map(value -> exchange.getContext().getTypeConverter().tryConvertTo(Long.class, exchange, value))
                .filter(millis -> millis > 0);
    }

    /** Where the message came from, for people: {@code kafka orders-0-17}, {@code jms orders ID:host-1}. */
    public static String describe(Exchange exchange) {
        Endpoint from = exchange.getFromEndpoint();
        String uri = from == null ? "?" : from.getEndpointBaseUri();
        return switch (transport(exchange)) {
            case KAFKA -> {
                Map<String, Object> headers = headers(exchange);
                yield "kafka " + headers.get("kafka.TOPIC") + "-" + headers.get("kafka.PARTITION") + "-"
                        + headers.get("kafka.OFFSET");
            }
            case JMS ->
                "jms " + uri.substring(uri.lastIndexOf(':') + 1) + " "
                        + HeaderText.get(headers(exchange), "JMSMessageID").orElse("?");
            default -> uri.replace("://", " ").replaceFirst(":", " ");
        };
    }

    /** As they came: a step may have taken them away. */
    private static Map<String, Object> headers(Exchange exchange) {
        return Arrival.of(exchange).map(Arrival::headers).orElseGet(() -> exchange.getMessage()
                .getHeaders());
    }

    private static Transport transport(Exchange exchange) {
        Endpoint from = exchange.getFromEndpoint();
        return from == null ? Transport.OTHER : Transport.of(from);
    }

    private static String place(Exchange exchange, ExchangePropertyKey index) {
        Object value = exchange.getProperty(index);
        return value == null ? "" : "~" + value;
    }
}
