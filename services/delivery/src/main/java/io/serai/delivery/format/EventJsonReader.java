package io.serai.delivery.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents in JSON and keeps {@code data} as it came, to the byte. All that is wrong with the attributes is
 * told at once; what is no JSON ends the reading.
 *
 * <p>The reader of the CloudEvents SDK makes a tree of the data: it rounds numbers to doubles, refuses the data of types
 * such as {@code application/vnd.acme+json}, and takes {@code null} and objects as text where an attribute belongs.
 */
public final class EventJsonReader {

    private static final JsonFactory JSON = new JsonFactory();
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.defaults();
    private static final int MOST_LEVELS = 10;
    private static final String NOT_SAID = "not-said";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String text;
    private final JsonParser json;
    private final String pointer;
    private final Mistakes mistakes;
    private final Set<String> given;
    private final CloudEventBuilder event = CloudEventBuilder.fromSpecVersion(SpecVersion.V1);

    private @Nullable String data;
    private @Nullable String dataText;
    private byte @Nullable [] binary;
    private String dataContentType = "";

    private EventJsonReader(String text, JsonParser json, String pointer, Mistakes mistakes, Set<String> given) {
        this.text = text;
        this.json = json;
        this.pointer = pointer;
        this.mistakes = mistakes;
        this.given = given;
    }

    /**
     * Reads one event.
     *
     * @throws MalformedEventException where it is none
     */
    public static CloudEvent event(byte[] body) {
        return event(body, Set.of());
    }

    /**
     * Reads one event that may lack some of the required attributes.
     *
     * @param given those that the caller has values of its own for; where the event lacks one, its value says nothing
     * @throws MalformedEventException where it is none
     */
    public static CloudEvent event(byte[] body, Set<String> given) {
        return read(body, (text, json, mistakes) -> {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("", "a CloudEvent in JSON is an object" + found(json));
            }
            return new EventJsonReader(text, json, "", mistakes, given).read();
        });
    }

    /**
     * Reads a batch; all of it or nothing.
     *
     * @throws MalformedEventException where it is none, or one of its events is none
     */
    public static List<CloudEvent> batch(byte[] body) {
        return read(body, (text, json, mistakes) -> {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw wrong("", "a batch of CloudEvents in JSON is an array" + found(json));
            }
            List<CloudEvent> events = new ArrayList<>();
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                String pointer = "/" + index;
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    new EventJsonReader(text, json, pointer, mistakes, Set.of()).readInto(events);
                } else {
                    mistakes.add(pointer, "a CloudEvent in JSON is an object" + found(json));
                    json.skipChildren();
                }
            }
            return events;
        });
    }

    /** What is read of a text. */
    @FunctionalInterface
    private interface Reading<T> {
        @Nullable
        T of(String text, JsonParser json, Mistakes mistakes) throws IOException;
    }

    private static <T> T read(byte[] body, Reading<T> reading) {
        String text = utf8(body);
        Mistakes mistakes = new Mistakes();
        try (JsonParser json = JSON.createParser(text)) {
            T read;
            try {
                read = reading.of(text, json, mistakes);
                if (json.nextToken() != null) {
                    throw wrong("", "there is something after the end" + at(json.currentTokenLocation()));
                }
            } catch (JsonProcessingException broken) {
                throw noJson(json, broken);
            }
            mistakes.throwIfAny();
            if (read == null) {
                throw new IllegalStateException("nothing read, and no mistake found");
            }
            return read;
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
    }

    private void readInto(List<CloudEvent> events) throws IOException {
        CloudEvent read = read();
        if (read != null) {
            events.add(read);
        }
    }

    /** From the start of the object to its end; nothing where there were mistakes. */
    private @Nullable CloudEvent read() throws IOException {
        Set<String> names = new HashSet<>();
        Set<String> present = new HashSet<>();
        boolean right = true;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonLocation place = json.currentTokenLocation();
            JsonToken value = json.nextToken();
            Optional<String> mistake;
            if (!names.add(name)) {
                mistake = Optional.of("is there twice, again" + at(place));
            } else if (name.equals("data")) {
                mistake = readData();
            } else if (value == JsonToken.VALUE_NULL) {
                mistake = Optional.empty();
            } else if (name.equals("data_base64")) {
                mistake = readBinary(value);
            } else {
                mistake = Attributes.nameMistake(name);
                if (mistake.isEmpty()) {
                    mistake = attribute(name, value);
                }
                present.add(name);
            }
            json.skipChildren();
            right &= mistake.isEmpty();
            mistake.ifPresent(what -> mistakes.add(Mistakes.pointer(pointer, name), what));
        }
        for (String name : SpecVersion.V1.getMandatoryAttributes()) {
            if (!present.contains(name) && given.contains(name)) {
                event.withContextAttribute(name, NOT_SAID);
            } else if (!present.contains(name)) {
                mistakes.add(pointer + "/" + name, "is missing");
                right = false;
            }
        }
        return right & dataFits() ? build() : null;
    }

    private Optional<String> attribute(String name, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return text(name, json.getText());
        }
        if (SpecVersion.V1.getAllAttributes().contains(name)) {
            return Optional.of("must be a string" + found(json));
        }
        switch (value) {
            case VALUE_NUMBER_INT -> {
                return integer(name);
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                event.withContextAttribute(name, value == JsonToken.VALUE_TRUE);
                return Optional.empty();
            }
            default -> {
                return Optional.of("must be a string, a boolean or an integer of 32 bits" + found(json));
            }
        }
    }

    private Optional<String> text(String name, String value) {
        if (name.equals("specversion")) {
            return value.equals("1.0")
                    ? Optional.empty()
                    : Optional.of("must be \"1.0\", was \"" + Attributes.shown(value) + "\"");
        }
        Optional<String> mistake = Attributes.mistake(name, value);
        if (mistake.isEmpty()) {
            try {
                event.withContextAttribute(name, value);
            } catch (CloudEventRWException | IllegalArgumentException refused) {
                return Optional.of(String.valueOf(refused.getMessage()));
            }
            if (name.equals("datacontenttype")) {
                dataContentType = value;
            }
        }
        return mistake;
    }

    private Optional<String> integer(String name) {
        try {
            event.withContextAttribute(name, Integer.valueOf(json.getIntValue()));
            return Optional.empty();
        } catch (IOException tooLarge) {
            return Optional.of("must be an integer of 32 bits, or a string" + found(json));
        }
    }

    /** Keeps the text between the first and the last character of the value. */
    private Optional<String> readData() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        int from = (int) json.currentTokenLocation().getCharOffset();
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            // reads the token to its end
            dataText = json.getText();
        }
        json.skipChildren();
        data = text.substring(from, (int) json.currentLocation().getCharOffset())
                .strip();
        return Optional.empty();
    }

    private Optional<String> readBinary(JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            return Optional.of("must be a string in Base64" + found(json));
        }
        try {
            binary = Base64.getDecoder().decode(json.getText());
            return Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.of("must be Base64 (RFC 4648): " + noBase64.getMessage());
        }
    }

    private boolean dataFits() {
        if (data != null && binary != null) {
            mistakes.add(pointer + "/data_base64", "there is data, too; leave one of both out");
            return false;
        }
        if (data != null && !MediaTypes.isJson(dataContentType) && dataText == null) {
            mistakes.add(
                    pointer + "/data",
                    "must be a string, as datacontenttype is " + Attributes.shown(dataContentType)
                            + "; or send data_base64");
            return false;
        }
        return true;
    }

    private CloudEvent build() {
        if (binary != null) {
            event.withData(binary);
        } else if (data != null) {
            if (dataContentType.isEmpty()) {
                event.withDataContentType("application/json");
            }
            String content = MediaTypes.isJson(dataContentType) || dataText == null ? data : dataText;
            event.withData(content.getBytes(StandardCharsets.UTF_8));
        }
        return event.build();
    }

    private static String utf8(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            // senders must not write it, readers may pass over it (RFC 8259)
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException other) {
            throw wrong("", "the body is not UTF-8 from byte " + bytes.position() + " on; JSON is sent in no other");
        }
    }

    private static MalformedEventException noJson(JsonParser json, JsonProcessingException broken) {
        String where = at(broken.getLocation());
        String pointer = pointer(json.getParsingContext());
        if (broken instanceof StreamConstraintsException) {
            return wrong(
                    pointer,
                    "goes beyond what is read: " + LIMITS.getMaxNestingDepth() + " levels, numbers of "
                            + LIMITS.getMaxNumberLength() + " digits, names of " + LIMITS.getMaxNameLength()
                            + " characters" + where + "; send such data as a string or as data_base64");
        }
        String message = broken.getOriginalMessage().replaceFirst(" \\(start marker.*", "");
        return wrong(pointer, "the body is no JSON: " + Attributes.shown(message) + where);
    }

    /** To what is not nested deeper than anybody wants to read. */
    private static String pointer(JsonStreamContext innermost) {
        JsonStreamContext context = innermost;
        while (context.getNestingDepth() > MOST_LEVELS) {
            context = context.getParent();
        }
        return context.pathAsPointer().toString();
    }

    private static String found(JsonParser json) {
        JsonToken token = json.currentToken();
        if (token == null) {
            return ", but there is none";
        }
        return switch (token) {
            case START_OBJECT -> ", was an object";
            case START_ARRAY -> ", was an array";
            case VALUE_STRING -> ", was a string";
            default -> ", was " + value(json);
        };
    }

    private static String value(JsonParser json) {
        try {
            return Attributes.shown(String.valueOf(json.getText()));
        } catch (IOException broken) {
            return "no value";
        }
    }

    private static String at(@Nullable JsonLocation place) {
        return place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    private static MalformedEventException wrong(String pointer, String what) {
        return new MalformedEventException(List.of(new MalformedEventException.Mistake(pointer, what)), 0);
    }
}
