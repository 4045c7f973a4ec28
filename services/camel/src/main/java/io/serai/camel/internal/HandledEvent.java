package io.serai.camel.internal;

import io.serai.camel.BindingMode;
import io.serai.delivery.Attempt;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The event that an exchange of a subscription handles. Copies of the exchange, as splitters and multicasts make them,
 * carry it, too.
 *
 * @param headers with which the exchange began
 * @param reply whether a CloudEvent that a target answers is published
 */
public record HandledEvent(Attempt attempt, Map<String, Object> headers, BindingMode binding, boolean reply) {

    private static final String PROPERTY = "CamelSeraiHandledEvent";

    public HandledEvent {
        headers = Map.copyOf(headers);
    }

    public static Optional<HandledEvent> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, HandledEvent.class));
    }

    public void putInto(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }
}
