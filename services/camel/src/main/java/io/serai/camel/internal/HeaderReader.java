package io.serai.camel.internal;

import io.cloudevents.SpecVersion;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.message.impl.BaseGenericBinaryMessageReaderImpl;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads an event in binary mode out of the headers and body of a Camel message. */
final class HeaderReader extends BaseGenericBinaryMessageReaderImpl<String, Object> {

    private final Spelling spelling;
    private final Map<String, Object> headers;

    HeaderReader(SpecVersion version, Spelling spelling, Map<String, Object> headers, byte @Nullable [] body) {
        super(version, body == null || body.length == 0 ? null : BytesCloudEventData.wrap(body));
        this.spelling = spelling;
        this.headers = headers;
    }

    @Override
    protected boolean isContentTypeHeader(String key) {
        return key.equalsIgnoreCase("content-type");
    }

    @Override
    protected boolean isCloudEventsHeader(String key) {
        return spelling.isAttribute(key);
    }

    @Override
    protected String toCloudEventsKey(String key) {
        return spelling.attribute(key);
    }

    @Override
    protected void forEachHeader(BiConsumer<String, Object> reader) {
        headers.forEach(reader);
    }

    @Override
    protected String toCloudEventsValue(Object value) {
        return spelling.decode(HeaderText.of(value));
    }
}
