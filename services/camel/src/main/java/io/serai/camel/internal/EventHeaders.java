package io.serai.camel.internal;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.core.v1.CloudEventV1;
import io.cloudevents.rw.CloudEventContextWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The attributes of an event in Camel's own {@code CamelCloudEvent*} headers. */
public final class EventHeaders {

    static final String PREFIX = "CamelCloudEvent";

    /** By attribute; the content type of the data stands in Content-Type as well. */
    private static final Map<String, String> BY_ATTRIBUTE = Map.of(
            CloudEventV1.ID, org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_ID,
            CloudEventV1.SOURCE, org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_SOURCE,
            CloudEventV1.TYPE, org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_TYPE,
            CloudEventV1.SUBJECT, org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT,
            CloudEventV1.TIME, org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_TIME,
            CloudEventV1.DATASCHEMA, org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_SCHEMA_URL,
            CloudEventV1.DATACONTENTTYPE, org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE);

    private EventHeaders() {}

    /** The headers of the event. Extensions are in one map, so that none of them can pass for a control header. */
    public static Map<String, Object> of(CloudEvent event) {
        Map<String, Object> headers = new LinkedHashMap<>();
        Map<String, Object> extensions = new LinkedHashMap<>();
        headers.put(
                org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_VERSION,
                event.getSpecVersion().toString());
        CloudEventUtils.toContextReader(event).readContext(new CloudEventContextWriter() {
            @Override
            public CloudEventContextWriter withContextAttribute(String name, String value) {
                String header = BY_ATTRIBUTE.get(name);
                if (header == null) {
                    extensions.put(name, value);
                } else {
                    headers.put(header, value);
                }
                return this;
            }
        });
        headers.put(
                org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_EXTENSIONS,
                Collections.unmodifiableMap(extensions));
        if (event.getDataContentType() != null) {
            headers.put(Exchange.CONTENT_TYPE, event.getDataContentType());
        }
        return headers;
    }

    /**
     * Takes over what a route has set: headers that are not as they were when the event came.
     *
     * @param before the headers that the exchange came with
     */
    public static void applyChanges(Map<String, Object> now, Map<String, ?> before, EventDraft draft) {
        BY_ATTRIBUTE.forEach((attribute, header) -> {
            Object value = now.get(header);
            if (value != null && !Objects.equals(value, before.get(header))) {
                String text = HeaderText.of(value);
                if (!text.isBlank()) {
                    draft.set(attribute, text);
                }
            }
        });
        Object extensions = now.get(org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_EXTENSIONS);
        Object known = before.get(org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_EXTENSIONS);
        if (extensions instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (value != null && !value.equals(inMap(known, name))) {
                    draft.set(String.valueOf(name), value);
                }
            });
        }
    }

    private static @Nullable Object inMap(@Nullable Object map, @Nullable Object key) {
        return map instanceof Map<?, ?> known ? known.get(key) : null;
    }

    static boolean isInternal(String header) {
        return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                || header.regionMatches(true, 0, "CamelSerai", 0, "CamelSerai".length());
    }
}
