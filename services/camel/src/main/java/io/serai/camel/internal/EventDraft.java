package io.serai.camel.internal;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.v1.CloudEventV1;
import io.cloudevents.rw.CloudEventContextWriter;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.rw.CloudEventWriter;
import io.cloudevents.rw.CloudEventWriterFactory;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event in the making: attributes may still be missing or be replaced. */
public final class EventDraft implements CloudEventWriterFactory<EventDraft, EventDraft>, CloudEventWriter<EventDraft> {

    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private byte @Nullable [] data;

    public Optional<String> get(String attribute) {
        return Optional.ofNullable(attributes.get(attribute)).map(String::valueOf);
    }

    public boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    public void set(String attribute, Object value) {
        attributes.put(attribute, value);
    }

    public void setIfAbsent(String attribute, Object value) {
        attributes.putIfAbsent(attribute, value);
    }

    public void data(byte @Nullable [] bytes) {
        this.data = bytes;
    }

    public byte @Nullable [] data() {
        return data;
    }

    /**
     * The event, as version 1.0.
     *
     * @throws RuntimeException of the SDK where an attribute is missing or is not what the specification allows
     */
    public CloudEvent build() {
        io.cloudevents.core.v1.CloudEventBuilder builder = CloudEventBuilder.v1();
        attributes.forEach((name, value) -> put(builder, name, value));
        if (data != null) {
            builder.withData(data);
        }
        return builder.build();
    }

    private static void put(CloudEventContextWriter writer, String name, Object value) {
        if (value instanceof Boolean flag) {
            writer.withContextAttribute(name, flag);
        } else if (value instanceof Integer number) {
            writer.withContextAttribute(name, number);
        } else if (value instanceof OffsetDateTime time) {
            writer.withContextAttribute(name, time);
        } else if (value instanceof URI uri) {
            writer.withContextAttribute(name, uri);
        } else if (value instanceof byte[] bytes) {
            writer.withContextAttribute(name, bytes);
        } else {
            writer.withContextAttribute(name, value.toString());
        }
    }

    @Override
    public EventDraft create(SpecVersion version) {
        return this;
    }

    @Override
    public EventDraft withContextAttribute(String name, String value) {
        return keep(name, value);
    }

    @Override
    public EventDraft withContextAttribute(String name, URI value) {
        return keep(name, value);
    }

    @Override
    public EventDraft withContextAttribute(String name, OffsetDateTime value) {
        return keep(name, value);
    }

    @Override
    public EventDraft withContextAttribute(String name, Number value) {
        return keep(name, value);
    }

    @Override
    public EventDraft withContextAttribute(String name, Integer value) {
        return keep(name, value);
    }

    @Override
    public EventDraft withContextAttribute(String name, Boolean value) {
        return keep(name, value);
    }

    @Override
    public EventDraft withContextAttribute(String name, byte[] value) {
        return keep(name, value);
    }

    private EventDraft keep(String name, Object value) {
        switch (name) {
            case CloudEventV1.SPECVERSION, "datacontentencoding" -> {}
            case "schemaurl" -> attributes.put(CloudEventV1.DATASCHEMA, value); // its name in 0.3
            default -> attributes.put(name, value);
        }
        return this;
    }

    @Override
    public EventDraft end(CloudEventData written) throws CloudEventRWException {
        data = written.toBytes();
        return this;
    }

    @Override
    public EventDraft end() {
        return this;
    }
}
