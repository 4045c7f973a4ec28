package io.serai.camel.internal;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.core.v1.CloudEventV1;
import io.serai.camel.BindingMode;
import io.serai.delivery.Attempt;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is sent over a protocol: the event being handled with the data and attributes that the route has
 * changed, in the protocol's binding, with what the receiver needs to know of the attempt.
 *
 * @param headers to add; each value is an object of its own, so that it is told from an equal one of an answer
 * @param before the body of the route, to come back after sending
 */
record BoundMessage(Map<String, Object> headers, @Nullable Object body, @Nullable Object before) {

    private static final String METHOD = "CamelHttpMethod";
    private static final String PREFER = "Prefer";
    private static final String KAFKA_KEY = "kafka.KEY";

    static BoundMessage of(Message message, HandledEvent handled, Spelling spelling) {
        Map<String, Object> headers = new LinkedHashMap<>();
        Object before = message.getBody();
        Object body = before;
        String contentType =
                HeaderText.get(message.getHeaders(), Exchange.CONTENT_TYPE).orElse(null);
        if (handled.binding() != BindingMode.NONE) {
            HeaderWriter writer = new HeaderWriter(spelling);
            CloudEvent event = event(message, handled, contentType);
            if (handled.binding() == BindingMode.STRUCTURED) {
                writer.writeJson(event);
            } else {
                writer.writeBinary(event);
            }
            writer.headers().forEach((name, value) -> headers.put(name, own(value)));
            contentType = writer.headers().get(spelling.contentType());
            body = writer.body();
            if (before instanceof InputStream) {
                before = event.getData() == null ? null : event.getData().toBytes(); // it is read up
            }
            if (spelling == Spelling.HTTP && message.getHeader(METHOD) == null) {
                headers.put(METHOD, own("POST"));
            }
        }
        if (spelling == Spelling.HTTP && handled.reply() && message.getHeader(PREFER) == null) {
            headers.put(PREFER, own("reply")); // as Knative's senders say that they take a reply
        }
        if (spelling == Spelling.KAFKA && message.getHeader(KAFKA_KEY) == null) {
            headers.put(KAFKA_KEY, own(handled.attempt().event().key()));
        }
        addAttempt(headers, handled.attempt(), spelling);
        if (spelling == Spelling.JMS && body instanceof byte[] bytes) {
            body = MessageBody.textIfText(bytes, contentType);
        }
        return new BoundMessage(headers, body, before);
    }

    private static CloudEvent event(Message message, HandledEvent handled, @Nullable String contentType) {
        if (message.getBody() instanceof CloudEvent made) {
            return made;
        }
        EventDraft draft =
                CloudEventUtils.toReader(handled.attempt().event().event()).read(new EventDraft());
        EventHeaders.applyChanges(message.getHeaders(), handled.headers(), draft);
        if (contentType != null) {
            draft.set(CloudEventV1.DATACONTENTTYPE, contentType);
        }
        draft.data(MessageBody.bytes(message, contentType));
        return draft.build();
    }

    private static void addAttempt(Map<String, Object> headers, Attempt attempt, Spelling spelling) {
        headers.put(spelling.delivery("attempt"), own(Integer.toString(attempt.number())));
        headers.put(
                spelling.delivery("position"), own(attempt.event().position().toString()));
        headers.put(spelling.delivery("incarnation"), own(Long.toString(attempt.incarnation())));
        if (attempt.replay()) {
            headers.put(spelling.delivery("replay"), own("true"));
        }
        headers.put(spelling.idempotencyKey(), own(attempt.idempotencyKey()));
    }

    /** Equal values of an answer must not be taken for ours. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    private static String own(String value) {
        return new String(value);
    }

    /** Hides what is not for the receiver, adds what is, and answers what was hidden. */
    Map<String, Object> putInto(Message message) {
        Map<String, Object> hidden = new HashMap<>();
        message.getHeaders().entrySet().removeIf(header -> {
            String name = header.getKey();
            boolean hide = EventHeaders.isInternal(name)
                    || Spelling.isAnyAttributeOrDelivery(name)
                    || IngressGuard.SAGA.equalsIgnoreCase(name)
                    || headers.containsKey(name)
                    || isContentType(name) && headers.keySet().stream().anyMatch(BoundMessage::isContentType);
            if (hide && header.getValue() != null) {
                hidden.put(name, header.getValue());
            }
            return hide;
        });
        message.getHeaders().putAll(headers);
        message.setBody(body);
        return hidden;
    }

    /** Takes away what was added and brings back what was hidden, where the answer has not brought its own. */
    void takeFrom(Message message, Map<String, Object> hidden) {
        message.getHeaders().entrySet().removeIf(header -> headers.values().stream()
                .anyMatch(ours -> ours == header.getValue()));
        boolean answered = message.getBody() != body;
        hidden.forEach((name, value) -> {
            if (!answered || !Spelling.isAnyAttributeOrDelivery(name)) {
                message.getHeaders().putIfAbsent(name, value);
            }
        });
        if (!answered) {
            message.setBody(before);
        }
    }

    private static boolean isContentType(String header) {
        return header.equalsIgnoreCase(Exchange.CONTENT_TYPE);
    }
}
