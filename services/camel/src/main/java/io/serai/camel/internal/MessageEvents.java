package io.serai.camel.internal;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.core.message.impl.GenericStructuredMessageReader;
import io.cloudevents.core.message.impl.MessageUtils;
import io.cloudevents.rw.CloudEventRWException;
import io.serai.delivery.format.EventJsonReader;
import io.serai.delivery.format.MalformedEventException;
import io.serai.delivery.format.MediaTypes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Finds the event that a message carries by the CloudEvents binding of its protocol. */
public final class MessageEvents {

    private static final List<Spelling> SPELLINGS = List.of(Spelling.KAFKA, Spelling.HTTP, Spelling.JMS, Spelling.AMQP);

    private MessageEvents() {}

    /**
     * The event, with attributes that may still be missing; empty where the message is none.
     *
     * @param given the attributes for which the caller has values of its own, so that a document may lack them
     * @throws IllegalArgumentException where the message says that it is an event and is not a proper one
     */
    public static Optional<EventDraft> read(Message message, Set<String> given) {
        try {
            return carried(message, given);
        } catch (CloudEventRWException | IllegalStateException | MalformedEventException malformed) {
            Throwable cause = malformed.getCause() == null ? malformed : malformed.getCause();
            throw new IllegalArgumentException(
                    "the message says it is a CloudEvent, but: " + cause.getMessage(), malformed);
        }
    }

    private static Optional<EventDraft> carried(Message message, Set<String> given) {
        if (message.getBody() instanceof CloudEvent event) {
            return Optional.of(CloudEventUtils.toReader(event).read(new EventDraft()));
        }
        Map<String, Object> headers = message.getHeaders();
        Optional<String> contentType = HeaderText.get(headers, "Content-Type");
        boolean structured = contentType
                .map(type -> type.strip().toLowerCase(Locale.ROOT))
                .filter(type -> type.startsWith("application/cloudevents"))
                .isPresent();
        Optional<Spelling> binary = SPELLINGS.stream()
                .filter(spelling -> headers.get(spelling.header("specversion")) != null)
                .findFirst();
        if (!structured && binary.isEmpty()) {
            return Optional.empty();
        }
        if (structured && contentType.get().toLowerCase(Locale.ROOT).contains("cloudevents-batch")) {
            throw new IllegalArgumentException(
                    "a batch of CloudEvents is not one event; split it before, or post it to /events");
        }
        byte[] body = MessageBody.bytes(message, contentType.orElse(null));
        if (structured && MediaTypes.essence(contentType.get()).equals(MediaTypes.EVENT)) {
            CloudEvent event = EventJsonReader.event(body == null ? new byte[0] : body, given);
            return Optional.of(CloudEventUtils.toReader(event).read(new EventDraft()));
        }
        MessageReader reader = MessageUtils.parseStructuredOrBinaryMessage(
                () -> structured ? contentType.get().strip() : null,
                format -> new GenericStructuredMessageReader(format, body == null ? new byte[0] : body),
                () -> binary.flatMap(spelling -> HeaderText.get(headers, spelling.header("specversion")))
                        .map(String::strip)
                        .orElse(null),
                version -> binaryReader(version, binary.orElseThrow(), headers, body));
        return Optional.of(
                structured
                        ? CloudEventUtils.toReader(reader.toEvent()).read(new EventDraft())
                        : reader.read(new EventDraft()));
    }

    private static MessageReader binaryReader(
            SpecVersion version, Spelling spelling, Map<String, Object> headers, byte @Nullable [] body) {
        return new HeaderReader(version, spelling, headers, body);
    }
}
