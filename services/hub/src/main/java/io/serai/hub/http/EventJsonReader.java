package io.serai.hub.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
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
 * Reads CloudEvents in JSON and keeps {@code data} as it came, to the byte.
 *
 * <p>The reader of the CloudEvents SDK makes a tree of the data: it rounds numbers to doubles, refuses the data of types
 * such as {@code application/vnd.acme+json}, and takes {@code null} and objects as text where an attribute belongs.
 * Only attributes are read here; what they may be, the SDK's builder decides.
 */
final class EventJsonReader {

    private static final JsonFactory JSON = new JsonFactory();

    private final String text;
    private final JsonParser json;
    private final String pointer;

    private @Nullable String data;
    private @Nullable String dataText;
    private byte @Nullable [] binary;
    private String dataContentType = "";

    private EventJsonReader(String text, JsonParser json, String pointer) {
        this.text = text;
        this.json = json;
        this.pointer = pointer;
    }

    /** Reads one event. */
    static CloudEvent event(byte[] body) {
        String text = utf8(body);
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("", "a CloudEvent in JSON is an object");
            }
            CloudEvent event = new EventJsonReader(text, json, "").read();
            end(json);
            return event;
        } catch (JsonProcessingException broken) {
            throw noJson(broken);
        } catch (IOException never) {
            throw noJson(never);
        }
    }

    /** Reads a batch; all of it or nothing. */
    static List<CloudEvent> batch(byte[] body) {
        String text = utf8(body);
        List<CloudEvent> events = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw invalid("", "a batch of CloudEvents in JSON is an array");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String pointer = "/" + events.size();
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw invalid(pointer, "a CloudEvent in JSON is an object");
                }
                events.add(new EventJsonReader(text, json, pointer).read());
            }
            end(json);
            return events;
        } catch (JsonProcessingException broken) {
            throw noJson(broken);
        } catch (IOException never) {
            throw noJson(never);
        }
    }

    /** From the start of the object to its end. */
    private CloudEvent read() throws IOException {
        CloudEventBuilder event = CloudEventBuilder.fromSpecVersion(SpecVersion.V1);
        Set<String> seen = new HashSet<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (!seen.add(name)) {
                throw invalid(pointer + "/" + name, "is there twice");
            }
            JsonToken value = json.nextToken();
            switch (name) {
                case "data" -> readData();
                case "data_base64" -> readBinary(value);
                default -> {
                    if (value != JsonToken.VALUE_NULL) {
                        attribute(event, name, value);
                    } else {
                        seen.remove(name);
                    }
                }
            }
        }
        for (String name : SpecVersion.V1.getMandatoryAttributes()) {
            if (!seen.contains(name)) {
                throw invalid(pointer + "/" + name, "is missing");
            }
        }
        return build(event);
    }

    private void attribute(CloudEventBuilder event, String name, JsonToken value) throws IOException {
        if (name.equals("specversion")) {
            if (value != JsonToken.VALUE_STRING || !json.getText().equals("1.0")) {
                throw invalid(pointer + "/specversion", "must be \"1.0\", was " + json.getText());
            }
            return;
        }
        boolean ofTheSpecification = SpecVersion.V1.getAllAttributes().contains(name);
        try {
            switch (value) {
                case VALUE_STRING -> {
                    String string = json.getText();
                    Optional<String> mistake = Attributes.mistake(name, string);
                    refuse(mistake.isPresent(), name, mistake.orElse(""));
                    event.withContextAttribute(name, string);
                    if (name.equals("datacontenttype")) {
                        dataContentType = string;
                    }
                }
                case VALUE_NUMBER_INT -> {
                    refuse(ofTheSpecification, name, "must be a string");
                    event.withContextAttribute(name, integer(name));
                }
                case VALUE_TRUE, VALUE_FALSE -> {
                    refuse(ofTheSpecification, name, "must be a string");
                    event.withContextAttribute(name, value == JsonToken.VALUE_TRUE);
                }
                default ->
                    throw invalid(pointer + "/" + name, "an attribute is a string, a boolean or an integer of 32 bits");
            }
        } catch (CloudEventRWException | IllegalArgumentException wrong) {
            throw invalid(pointer + "/" + name, String.valueOf(wrong.getMessage()));
        }
    }

    private Integer integer(String name) throws IOException {
        try {
            return json.getIntValue();
        } catch (JsonProcessingException tooLarge) {
            throw invalid(pointer + "/" + name, "an integer has 32 bits, was " + json.getText());
        }
    }

    private void refuse(boolean wrong, String name, String why) {
        if (wrong) {
            throw invalid(pointer + "/" + name, why);
        }
    }

    /** Keeps the text between the first and the last character of the value. */
    private void readData() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        int from = (int) json.currentTokenLocation().getCharOffset();
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            // reads the token to its end
            dataText = json.getText();
        }
        json.skipChildren();
        data = text.substring(from, (int) json.currentLocation().getCharOffset())
                .strip();
    }

    private void readBinary(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        refuse(value != JsonToken.VALUE_STRING, "data_base64", "must be a string in Base64");
        try {
            binary = Base64.getDecoder().decode(json.getText());
        } catch (IllegalArgumentException noBase64) {
            throw invalid(pointer + "/data_base64", "is no Base64: " + noBase64.getMessage());
        }
    }

    private CloudEvent build(CloudEventBuilder event) {
        if (data != null && binary != null) {
            throw invalid(pointer + "/data_base64", "there is data, too; an event has one of both");
        }
        if (binary != null) {
            event.withData(binary);
        } else if (data != null) {
            if (dataContentType.isEmpty()) {
                event.withDataContentType("application/json");
            }
            event.withData(data(data).getBytes(StandardCharsets.UTF_8));
        }
        return event.build();
    }

    private String data(String json) {
        if (MediaTypes.isJson(dataContentType)) {
            return json;
        }
        if (dataText == null) {
            throw invalid(pointer + "/data", "must be a string: datacontenttype is " + dataContentType);
        }
        return dataText;
    }

    private static void end(JsonParser json) throws IOException {
        if (json.nextToken() != null) {
            throw invalid("", "there is something after the end");
        }
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException other) {
            throw invalid("", "the body is not UTF-8");
        }
    }

    private static ProblemException noJson(IOException broken) {
        String message = broken instanceof JsonProcessingException json
                ? json.getOriginalMessage().replaceFirst(" \\(start marker.*", "") + " at line "
                        + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr()
                : String.valueOf(broken.getMessage());
        return invalid("", "the body is no JSON: " + message);
    }

    private static ProblemException invalid(String pointer, String wrong) {
        String detail = pointer.isEmpty() ? wrong : pointer + ": " + wrong;
        return ProblemException.invalidEvent(detail, List.of(new Problem.Place(pointer, wrong)));
    }
}
