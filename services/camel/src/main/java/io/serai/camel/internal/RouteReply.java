package io.serai.camel.internal;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.v1.CloudEventV1;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The CloudEvent that a route leaves as its message: an answer of an HTTP target in binary or structured mode, an
 * object of the SDK, or a message to which the route gave a type of its own ({@code CamelCloudEventType}).
 */
public final class RouteReply {

    private RouteReply() {}

    public static Optional<CloudEvent> of(Exchange exchange) {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof CloudEvent event) {
            return Optional.of(event);
        }
        HandledEvent handled = HandledEvent.of(exchange).orElseThrow();
        Optional<EventDraft> carried =
                isOnlyAccepted(message) ? Optional.empty() : MessageEvents.read(message, Set.of());
        EventDraft draft = carried.orElseGet(() -> PlainMessages.read(message));
        EventHeaders.applyChanges(message.getHeaders(), handled.headers(), draft);
        if (carried.isEmpty() && !draft.has(CloudEventV1.TYPE)) {
            return Optional.empty();
        }
        draft.setIfAbsent(CloudEventV1.ID, handled.attempt().idempotencyKey() + "~reply");
        draft.setIfAbsent(CloudEventV1.SOURCE, "/routes/" + exchange.getFromRouteId());
        return Optional.of(draft.build());
    }

    /** What comes with 202 tells of the work that has begun, by Knative's contract, and is no reply. */
    private static boolean isOnlyAccepted(Message message) {
        return Integer.valueOf(202).equals(message.getHeader(Exchange.HTTP_RESPONSE_CODE));
    }
}
