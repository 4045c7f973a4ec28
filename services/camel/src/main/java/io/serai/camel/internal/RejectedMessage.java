package io.serai.camel.internal;

import io.serai.delivery.RejectedInput.Form;
import java.io.File;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is kept when it cannot become an event: nothing of it may fail to be kept.
 *
 * @param headers each a string, bytes, a boolean or a number
 */
public record RejectedMessage(Map<String, Object> headers, byte[] body, Form form) {

    /** As its route got it. */
    public static RejectedMessage of(Exchange exchange, Arrival arrival) {
        return of(exchange, arrival.headers(), arrival.body());
    }

    /** As a step has left it, to be looked at. Headers that only control Camel are left out. */
    public static RejectedMessage ofStep(Exchange exchange) {
        Map<String, Object> headers = new LinkedHashMap<>(exchange.getMessage().getHeaders());
        headers.keySet().removeIf(IngressGuard::isControl);
        RejectedMessage message = of(exchange, headers, body(exchange));
        return new RejectedMessage(message.headers, message.body, Form.SHOWN);
    }

    private static @Nullable Object body(Exchange exchange) {
        try {
            return exchange.getMessage().getBody();
        } catch (RuntimeException unreadable) {
            return "the body cannot be read: " + unreadable;
        }
    }

    private static RejectedMessage of(Exchange exchange, Map<String, Object> headers, @Nullable Object body) {
        Map<String, Object> kept = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (value instanceof byte[] || value instanceof Boolean || isNumber(value)) {
                kept.put(name, value);
            } else if (value instanceof CharSequence || value instanceof Number || isDestination(name, value)) {
                kept.put(name, value.toString());
            }
        });
        if (body == null) {
            return new RejectedMessage(kept, new byte[0], Form.NONE);
        } else if (body instanceof byte[] bytes) {
            return new RejectedMessage(kept, bytes, Form.BYTES);
        } else if (body instanceof String text) {
            return new RejectedMessage(kept, text.getBytes(StandardCharsets.UTF_8), Form.TEXT);
        }
        return converted(exchange, kept, body);
    }

    /** Files and streams are bytes; of anything else bytes are not what a route could be given again. */
    private static RejectedMessage converted(Exchange exchange, Map<String, Object> headers, Object body) {
        boolean content = body instanceof InputStream
                || body instanceof StreamCache
                || body instanceof ByteBuffer
                || body instanceof File
                || body instanceof WrappedFile<?>;
        try {
            rewind(body);
            byte[] bytes = exchange.getContext().getTypeConverter().mandatoryConvertTo(byte[].class, exchange, body);
            rewind(body);
            return new RejectedMessage(headers, bytes, content ? Form.BYTES : Form.SHOWN);
        } catch (Exception noBytes) {
            return new RejectedMessage(headers, text(body).getBytes(StandardCharsets.UTF_8), Form.SHOWN);
        }
    }

    private static void rewind(Object body) {
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
    }

    private static String text(Object body) {
        try {
            return String.valueOf(body);
        } catch (RuntimeException unwilling) {
            return body.getClass().getName();
        }
    }

    private static boolean isNumber(Object value) {
        return value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Double
                || value instanceof Float;
    }

    /** A queue or topic: routes know it by its name only. */
    private static boolean isDestination(String header, @Nullable Object value) {
        return value != null && (header.equals("JMSDestination") || header.equals("JMSReplyTo"));
    }
}
