package io.serai.camel.internal;

import io.cloudevents.CloudEvent;
import io.serai.delivery.DeadLetter;
import org.apache.camel.Message;

/** A dead letter as a message: the event in the binding of the target's protocol. */
public final class DeadLetterMessage {

    private DeadLetterMessage() {}

    public static void fill(Message message, String endpoint, DeadLetter letter, CloudEvent event) {
        int colon = endpoint.indexOf(':');
        String scheme = colon < 0 ? endpoint : endpoint.substring(0, colon);
        Spelling spelling =
                switch (Transport.of(message.getExchange().getContext(), scheme)) {
                    case KAFKA -> Spelling.KAFKA;
                    case JMS -> Spelling.JMS;
                    case HTTP, OTHER -> Spelling.HTTP;
                };
        HeaderWriter writer = new HeaderWriter(spelling);
        writer.writeBinary(event);
        message.getHeaders().putAll(writer.headers());
        message.setHeader(spelling.delivery("position"), letter.position().toString());
        message.setHeader(spelling.idempotencyKey(), letter.id());
        byte[] body = writer.body();
        if (spelling == Spelling.JMS && body != null) {
            message.setBody(MessageBody.textIfText(body, event.getDataContentType()));
        } else {
            message.setBody(body);
        }
        if (spelling == Spelling.KAFKA && letter.subject().isPresent()) {
            message.setHeader("kafka.KEY", letter.subject().get());
        }
        if (spelling == Spelling.HTTP) {
            message.setHeader("CamelHttpMethod", "POST");
        }
    }
}
