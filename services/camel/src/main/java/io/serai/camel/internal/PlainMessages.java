package io.serai.camel.internal;

import io.cloudevents.core.v1.CloudEventV1;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Message;

/** What a message that is no CloudEvent gives an event: its body, content type and W3C trace. */
public final class PlainMessages {

    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private PlainMessages() {}

    public static EventDraft read(Message message) {
        EventDraft draft = new EventDraft();
        Map<String, Object> headers = message.getHeaders();
        Optional<String> contentType = HeaderText.get(headers, "Content-Type").map(String::strip);
        byte[] data = MessageBody.bytes(message, contentType.orElse(null));
        draft.data(data);
        contentType
                .filter(type -> !type.isEmpty())
                .or(() -> MessageBody.guessContentType(data))
                .ifPresent(type -> draft.set(CloudEventV1.DATACONTENTTYPE, type));
        HeaderText.get(headers, "traceparent")
                .filter(parent -> TRACEPARENT.matcher(parent).matches())
                .ifPresent(parent -> {
                    draft.set("traceparent", parent);
                    HeaderText.get(headers, "tracestate").ifPresent(state -> draft.set("tracestate", state));
                });
        return draft;
    }
}
