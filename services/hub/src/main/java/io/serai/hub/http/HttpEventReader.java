package io.serai.hub.http;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import io.serai.delivery.format.Attributes;
import io.serai.delivery.format.MalformedEventException;
import io.serai.delivery.format.MediaTypes;
import io.serai.delivery.format.Mistakes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The CloudEvents HTTP binding, from the receiving end. */
final class HttpEventReader {

    private static final String PREFIX = "ce-";
    private static final String CONTENT_TYPE = "content-type";

    private HttpEventReader() {}

    /** What a request carries. */
    enum Mode {
        BINARY,
        STRUCTURED,
        BATCH
    }

    /** Decides by the headers alone, so that a body nobody can read is not waited for. */
    static Mode mode(Map<String, List<String>> headers) {
        String contentType = contentType(headers);
        String type = MediaTypes.essence(contentType);
        if (type.equals(MediaTypes.EVENT) || type.equals(MediaTypes.BATCH)) {
            MediaTypes.charset(contentType)
                    .filter(charset -> !charset.equalsIgnoreCase("utf-8"))
                    .ifPresent(charset -> {
                        throw ProblemException.mediaType(
                                "charset '" + charset + "' is not known here; send JSON in UTF-8");
                    });
            return type.equals(MediaTypes.EVENT) ? Mode.STRUCTURED : Mode.BATCH;
        }
        if (type.startsWith("application/cloudevents")) {
            throw ProblemException.mediaType("content type '" + ProblemText.plain(type) + "' is not known here; send "
                    + MediaTypes.EVENT + ", " + MediaTypes.BATCH + " or, with ce-* headers, any data");
        }
        if (headers.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
            throw ProblemException.mediaType("a CloudEvent has ce-* headers or content type " + MediaTypes.EVENT
                    + " or " + MediaTypes.BATCH + "; this request has content type '" + ProblemText.plain(type)
                    + "' and no ce-* header");
        }
        return Mode.BINARY;
    }

    /**
     * An event in binary mode: attributes in headers, the body is the data.
     *
     * @throws MalformedEventException naming every header that is wrong
     */
    static CloudEvent binary(Map<String, List<String>> headers, byte[] body) {
        Mistakes mistakes = new Mistakes();
        CloudEventBuilder event = CloudEventBuilder.fromSpecVersion(SpecVersion.V1);
        for (String name : SpecVersion.V1.getMandatoryAttributes()) {
            if (!headers.containsKey(PREFIX + name)) {
                mistakes.add("/" + name, "header " + PREFIX + name + " is missing");
            }
        }
        headers.forEach((header, values) -> {
            if (header.startsWith(PREFIX)) {
                String name = header.substring(PREFIX.length());
                attribute(event, name, values)
                        .ifPresent(wrong -> mistakes.add(Mistakes.pointer("", name), "header " + header + " " + wrong));
            }
        });
        List<String> types = headers.getOrDefault(CONTENT_TYPE, List.of(""));
        Optional<String> mistake = types.size() > 1
                ? several(types)
                : types.get(0).isEmpty() ? Optional.empty() : set(event, "datacontenttype", types.get(0));
        mistake.ifPresent(wrong -> mistakes.add("/datacontenttype", "header Content-Type " + wrong));
        mistakes.throwIfAny();
        return (body.length == 0 ? event : event.withData(body)).build();
    }

    private static Optional<String> attribute(CloudEventBuilder event, String name, List<String> values) {
        if (values.size() > 1) {
            return several(values);
        }
        String value;
        try {
            value = decode(values.get(0));
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
        return switch (name) {
            case "specversion" ->
                value.equals("1.0")
                        ? Optional.empty()
                        : Optional.of("must be 1.0, was '" + Attributes.shown(value) + "'");
            case "datacontenttype" ->
                Optional.of("does not belong into binary mode; the header Content-Type says it there");
            default -> Attributes.nameMistake(name).or(() -> set(event, name, value));
        };
    }

    private static Optional<String> set(CloudEventBuilder event, String name, String value) {
        Optional<String> mistake = Attributes.mistake(name, value);
        if (mistake.isEmpty()) {
            try {
                event.withContextAttribute(name, value);
            } catch (CloudEventRWException | IllegalArgumentException refused) {
                return Optional.of(String.valueOf(refused.getMessage()));
            }
        }
        return mistake;
    }

    private static Optional<String> several(List<String> values) {
        return Optional.of("is there " + values.size() + " times; send it once");
    }

    private static String contentType(Map<String, List<String>> headers) {
        return headers.getOrDefault(CONTENT_TYPE, List.of("")).get(0);
    }

    /**
     * Header to attribute, as the binding says: quotes off, then percent-decoding, then UTF-8. (The CloudEvents SDK
     * leaves that to its users.)
     *
     * @throws IllegalArgumentException where the value is not encoded so
     */
    static String decode(String value) {
        byte[] raw = unquote(value.strip()).getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                decoded.put(raw[i]);
                continue;
            }
            boolean whole = i + 2 < raw.length;
            int high = whole ? Character.digit(raw[i + 1], 16) : -1;
            int low = whole ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("has a % that two hexadecimal digits do not follow; write % as %25");
            }
            decoded.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException other) {
            throw new IllegalArgumentException("is not UTF-8 after percent-decoding", other);
        }
    }

    private static String unquote(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            char character = value.charAt(i);
            plain.append(character == '\\' && i + 2 < value.length() ? value.charAt(++i) : character);
        }
        return plain.toString();
    }
}
