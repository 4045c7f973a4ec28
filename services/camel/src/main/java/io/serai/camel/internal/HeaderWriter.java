package io.serai.camel.internal;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.core.v1.CloudEventV1;
import io.cloudevents.rw.CloudEventContextWriter;
import io.cloudevents.rw.CloudEventWriter;
import io.serai.delivery.format.EventJsonWriter;
import io.serai.delivery.format.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes an event as headers and body of the protocol given, in binary or structured mode. */
final class HeaderWriter implements MessageWriter<HeaderWriter, Void>, CloudEventWriter<Void> {

    private final Spelling spelling;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte @Nullable [] body;

    HeaderWriter(Spelling spelling) {
        this.spelling = spelling;
    }

    /** All of the event in the body. */
    void writeJson(CloudEvent event) {
        headers.put(spelling.contentType(), MediaTypes.EVENT);
        body = EventJsonWriter.write(event).getBytes(StandardCharsets.UTF_8);
    }

    Map<String, String> headers() {
        return headers;
    }

    byte @Nullable [] body() {
        return body;
    }

    @Override
    public HeaderWriter create(SpecVersion version) {
        headers.put(spelling.header(CloudEventV1.SPECVERSION), version.toString());
        return this;
    }

    @Override
    public CloudEventContextWriter withContextAttribute(String name, String value) {
        if (name.equals(CloudEventV1.DATACONTENTTYPE)) {
            headers.put(spelling.contentType(), value);
        } else {
            headers.put(spelling.header(name), spelling.encode(value));
        }
        return this;
    }

    @Override
    public @Nullable Void end(CloudEventData data) {
        body = data.toBytes();
        return null;
    }

    @Override
    public @Nullable Void end() {
        return null;
    }

    @Override
    public @Nullable Void setEvent(EventFormat format, byte[] value) {
        headers.put(spelling.contentType(), format.serializedContentType());
        body = value;
        return null;
    }
}
