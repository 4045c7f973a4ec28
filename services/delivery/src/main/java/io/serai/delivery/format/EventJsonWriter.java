package io.serai.delivery.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes CloudEvents in JSON, data to the byte: JSON as it was sent, text as a string, anything else – JSON that is none
 * included – in Base64. (The writer of the CloudEvents SDK copies whatever calls itself JSON into the output unseen.)
 */
public final class EventJsonWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private EventJsonWriter() {}

    public static String write(CloudEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("specversion", event.getSpecVersion().toString());
            for (String name :
                    new String[] {"id", "source", "type", "subject", "time", "datacontenttype", "dataschema"}) {
                attribute(json, name, event.getAttribute(name));
            }
            for (String name : new TreeSet<>(event.getExtensionNames())) {
                attribute(json, name, event.getExtension(name));
            }
            data(json, event);
            json.writeEndObject();
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void attribute(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value instanceof Integer integer) {
            json.writeNumberField(name, integer);
        } else if (value instanceof Boolean bool) {
            json.writeBooleanField(name, bool);
        } else if (value instanceof OffsetDateTime time) {
            json.writeStringField(name, time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        } else if (value instanceof URI || value instanceof String || value instanceof Number) {
            json.writeStringField(name, value.toString());
        } else if (value instanceof byte[] bytes) {
            json.writeBinaryField(name, bytes);
        }
    }

    private static void data(JsonGenerator json, CloudEvent event) throws IOException {
        CloudEventData data = event.getData();
        if (data == null) {
            return;
        }
        byte[] bytes = data.toBytes();
        String type = event.getDataContentType() == null ? "" : event.getDataContentType();
        Optional<String> text = MediaTypes.isJson(type) || MediaTypes.isText(type) ? utf8(bytes) : Optional.empty();
        if (text.isPresent() && MediaTypes.isText(type) && !MediaTypes.isJson(type)) {
            json.writeStringField("data", text.get());
        } else if (text.isPresent() && isJson(text.get())) {
            json.writeFieldName("data");
            json.writeRawValue(text.get());
        } else {
            json.writeBinaryField("data_base64", bytes);
        }
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException other) {
            return Optional.empty();
        }
    }

    private static boolean isJson(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() == null) {
                return false;
            }
            json.skipChildren();
            return json.nextToken() == null;
        } catch (IOException none) {
            return false;
        }
    }
}
