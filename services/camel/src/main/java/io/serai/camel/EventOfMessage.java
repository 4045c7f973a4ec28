package io.serai.camel;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.v1.CloudEventV1;
import io.serai.camel.internal.DerivedId;
import io.serai.camel.internal.EventDraft;
import io.serai.camel.internal.EventHeaders;
import io.serai.camel.internal.HandledEvent;
import io.serai.camel.internal.MessageEvents;
import io.serai.camel.internal.PlainMessages;
import io.serai.delivery.Hops;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.spi.Language;
import org.jspecify.annotations.Nullable;

/**
 * Makes the event of a message. An attribute comes from the first of these that has it:
 *
 * <ol>
 *   <li>the parameter of the endpoint;
 *   <li>a {@code CamelCloudEvent*} header that the route has set;
 *   <li>the message, where it is a CloudEvent already;
 *   <li>in a subscription, the event being handled: {@code correlationid}, {@code causationid}, {@code traceparent};
 *       {@code seraihops} is always one more than the event's;
 *   <li>what the transport says: content type, time, an id derived from the Kafka record or JMS message.
 * </ol>
 *
 * <p>A message that says it is a CloudEvent, and then lacks an attribute that one must have, is none: what its sender
 * meant is not guessed. Parameters and headers of the route's may give what is missing.
 */
final class EventOfMessage {

    /** Without a value of these the event would be another one than meant, so that an empty result is an error. */
    private static final Set<String> NEVER_EMPTY =
            Set.of(CloudEventV1.TYPE, CloudEventV1.SOURCE, CloudEventV1.ID, "partitionkey");

    /** What a CloudEvent must say of itself, besides its version. */
    private static final List<String> REQUIRED = List.of(CloudEventV1.ID, CloudEventV1.SOURCE, CloudEventV1.TYPE);

    private final Map<String, Parameter> parameters = new LinkedHashMap<>();

    EventOfMessage(SeraiEndpoint endpoint) {
        CamelContext context = endpoint.getCamelContext();
        parameter(context, CloudEventV1.TYPE, endpoint.getType());
        parameter(context, CloudEventV1.SOURCE, endpoint.getSource());
        parameter(context, CloudEventV1.SUBJECT, endpoint.getSubject());
        parameter(context, CloudEventV1.ID, endpoint.getId());
        parameter(context, CloudEventV1.TIME, endpoint.getTime());
        parameter(context, CloudEventV1.DATACONTENTTYPE, endpoint.getDatacontenttype());
        parameter(context, CloudEventV1.DATASCHEMA, endpoint.getDataschema());
        parameter(context, "partitionkey", endpoint.getPartitionkey());
        parameter(context, "correlationid", endpoint.getCorrelationid());
        parameter(context, "causationid", endpoint.getCausationid());
        endpoint.getExtensions().forEach((name, value) -> parameter(context, name, String.valueOf(value)));
    }

    private void parameter(CamelContext context, String attribute, @Nullable String text) {
        if (text == null) {
            return;
        }
        Language simple = context.resolveLanguage("simple");
        Expression expression = simple.createExpression(text);
        expression.init(context);
        parameters.put(attribute, new Parameter(text, expression));
    }

    /**
     * @param derived the id, where it was derived
     * @param again the id stands for a step of a delivery, so that another content under it is of an earlier attempt
     */
    record Made(CloudEvent event, Optional<DerivedId> derived, boolean again) {}

    /** @throws RuntimeException where the message can never become an event */
    Made make(Exchange exchange) {
        Optional<EventDraft> carried = MessageEvents.read(exchange.getMessage(), parameters.keySet());
        EventDraft draft = carried.orElseGet(() -> PlainMessages.read(exchange.getMessage()));
        try {
            return make(exchange, draft, carried.isPresent());
        } catch (RuntimeException notAnEvent) {
            if (!parameters.containsKey(CloudEventV1.ID) && !draft.has(CloudEventV1.ID)) {
                draft.get(CloudEventV1.TYPE)
                        .flatMap(type -> DerivedId.of(exchange, type))
                        .ifPresent(DerivedId::used);
            }
            throw notAnEvent;
        }
    }

    private Made make(Exchange exchange, EventDraft draft, boolean carried) {
        Optional<HandledEvent> handled = HandledEvent.of(exchange);
        EventHeaders.applyChanges(
                exchange.getMessage().getHeaders(),
                handled.map(HandledEvent::headers).orElse(Map.of()),
                draft);
        parameters.forEach((attribute, parameter) -> parameter.apply(attribute, exchange, draft));
        handled.ifPresent(event -> continueFrom(event, draft));
        if (carried) {
            REQUIRED.forEach(attribute -> require(attribute, draft));
        }
        draft.setIfAbsent(CloudEventV1.SOURCE, "/routes/" + routeId(exchange));
        if (!carried && !draft.has(CloudEventV1.TIME)) {
            DerivedId.time(exchange)
                    .ifPresent(millis -> draft.set(
                            CloudEventV1.TIME, Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC)));
        }
        String type = draft.get(CloudEventV1.TYPE)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the message is no CloudEvent and brings no type; give serai:publish the parameter type"));
        if (draft.has(CloudEventV1.ID)) {
            return new Made(draft.build(), Optional.empty(), false);
        }
        Optional<DerivedId> derived = DerivedId.of(exchange, type);
        draft.set(CloudEventV1.ID, derived.map(DerivedId::id).orElseGet(() -> UUID.randomUUID()
                .toString()));
        return new Made(draft.build(), derived, derived.isPresent() && handled.isPresent());
    }

    private static void require(String attribute, EventDraft draft) {
        if (draft.get(attribute).filter(value -> !value.isBlank()).isEmpty()) {
            throw new IllegalArgumentException("the message says it is a CloudEvent, but has no " + attribute
                    + "; let its sender set it, or give serai:publish the parameter " + attribute);
        }
    }

    private static void continueFrom(HandledEvent handled, EventDraft draft) {
        CloudEvent cause = handled.attempt().event().event();
        draft.setIfAbsent("causationid", cause.getId());
        // the hub counts, not the route: what publishes what it gets must come to an end
        draft.set(Hops.EXTENSION, Hops.after(cause));
        for (String extension : new String[] {"correlationid", "traceparent", "tracestate"}) {
            Object value = cause.getExtension(extension);
            if (value != null) {
                draft.setIfAbsent(extension, value);
            }
        }
    }

    private static String routeId(Exchange exchange) {
        String id = exchange.getFromRouteId();
        return id == null ? "none" : id;
    }

    /** A Simple expression and the text it was made of. */
    private record Parameter(String text, Expression expression) {

        void apply(String attribute, Exchange exchange, EventDraft draft) {
            String value;
            try {
                value = expression.evaluate(exchange, String.class);
            } catch (RuntimeException failed) {
                Throwable cause = failed.getCause() == null ? failed : failed.getCause();
                throw new IllegalArgumentException(
                        "parameter " + attribute + " '" + text + "' failed: " + cause.getMessage(), failed);
            }
            if (value != null && !value.isBlank()) {
                draft.set(attribute, value);
            } else if (NEVER_EMPTY.contains(attribute)) {
                throw new IllegalArgumentException(
                        "parameter " + attribute + " '" + text + "' gave nothing for this message");
            }
        }
    }
}
