package io.serai.hub.http;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The CloudEvents HTTP binding, from the receiving end. */
final class HttpEventReader {

    private static final String PREFIX = "ce-";

    private HttpEventReader() {}

    /** What a request carries. */
    enum Mode {
        BINARY,
        STRUCTURED,
        BATCH
    }

    /** Decides by the headers alone, so that a body nobody can read is not waited for. */
    static Mode mode(Map<String, List<String>> headers) {
        String type = MediaTypes.essence(contentType(headers));
        if (type.equals(MediaTypes.EVENT)) {
            return Mode.STRUCTURED;
        }
        if (type.equals(MediaTypes.BATCH)) {
            return Mode.BATCH;
        }
        if (type.startsWith("application/cloudevents")) {
            throw ProblemException.mediaType("content type '" + type + "' is not known here; send " + MediaTypes.EVENT
                    + ", " + MediaTypes.BATCH + " or, with ce-* headers, any data");
        }
        if (headers.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
            throw ProblemException.mediaType("a CloudEvent has ce-* headers or content type " + MediaTypes.EVENT
                    + " or " + MediaTypes.BATCH + "; this request has content type '" + type + "' and no ce-* header");
        }
        return Mode.BINARY;
    }

    /** An event in binary mode: attributes in headers, the body is the data. */
    static CloudEvent binary(Map<String, List<String>> headers, byte[] body) {
        Map<String, String> single = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            if (name.startsWith(PREFIX)) {
                if (values.size() > 1) {
                    throw invalid(name, "header " + name + " is there " + values.size() + " times");
                }
                single.put(name, decode(name, values.get(0)));
            }
        });
        for (String attribute : SpecVersion.V1.getMandatoryAttributes()) {
            String header = PREFIX + attribute;
            if (single.getOrDefault(header, "").isEmpty()) {
                throw invalid(header, "header " + header + " is missing");
            }
        }
        if (!"1.0".equals(single.get("ce-specversion"))) {
            throw invalid("ce-specversion", "header ce-specversion must be 1.0, was " + single.get("ce-specversion"));
        }
        if (single.remove("ce-datacontenttype") != null) {
            throw invalid(
                    "ce-datacontenttype", "in binary mode the header Content-Type says what ce-datacontenttype would");
        }
        String contentType = contentType(headers);
        if (!contentType.isEmpty()) {
            single.put("content-type", contentType);
        }
        single.forEach((header, value) -> {
            String name = header.equals("content-type") ? "datacontenttype" : header.substring(PREFIX.length());
            Attributes.mistake(name, value).ifPresent(wrong -> {
                throw invalid(PREFIX + name, "header " + header + " " + wrong);
            });
        });
        try {
            return HttpMessageFactory.createReader(single, body).toEvent();
        } catch (CloudEventRWException | IllegalStateException | IllegalArgumentException wrong) {
            throw ProblemException.invalidEvent(String.valueOf(wrong.getMessage()), List.of());
        }
    }

    private static String contentType(Map<String, List<String>> headers) {
        return headers.getOrDefault("content-type", List.of("")).get(0);
    }

    /**
     * Header to attribute, as the binding says: quotes off, then percent-decoding, then UTF-8. (The CloudEvents SDK
     * leaves that to its users.)
     */
    static String decode(String name, String value) {
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
                throw invalid(
                        name, "header " + name + " has a % that two hexadecimal digits do not follow; write % as %25");
            }
            decoded.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException other) {
            throw invalid(name, "header " + name + " is not UTF-8 after percent-decoding");
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

    private static ProblemException invalid(String header, String wrong) {
        String pointer = "/" + header.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        return ProblemException.invalidEvent(wrong, List.of(new Problem.Place(pointer, wrong)));
    }
}
