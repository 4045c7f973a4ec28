package io.serai.camel.internal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Message;

/** A message as it is kept when it cannot become an event: nothing of it may fail to be kept. */
public final class RejectedMessage {

    private RejectedMessage() {}

    /** Headers as text; what a consumer of Camel adds for itself is left out, where it came from is told elsewhere. */
    public static Map<String, String> headers(Message message) {
        Map<String, String> headers = new LinkedHashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean text = value instanceof CharSequence
                    || value instanceof byte[]
                    || value instanceof Number
                    || value instanceof Boolean;
            if (text && !IngressGuard.isControl(name)) {
                headers.put(name, HeaderText.of(value));
            }
        });
        return headers;
    }

    public static byte[] body(Message message) {
        try {
            byte[] bytes = MessageBody.bytes(
                    message,
                    HeaderText.get(message.getHeaders(), "Content-Type").orElse(null));
            return bytes == null ? new byte[0] : bytes;
        } catch (RuntimeException noBytes) {
            return String.valueOf(message.getBody()).getBytes(StandardCharsets.UTF_8);
        }
    }
}
