package io.serai.camel.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Header values as text: Kafka gives bytes, HTTP may give a list where a header came twice. */
final class HeaderText {

    private HeaderText() {}

    static String of(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (value instanceof List<?> several && !several.isEmpty()) {
            return of(several.get(0));
        }
        return String.valueOf(value);
    }

    static Optional<String> get(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        return value == null ? Optional.empty() : Optional.of(of(value));
    }
}
