package io.serai.store.log;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The form of an event in the log, version 1:
 *
 * <pre>
 *  0      kind: 1 event, 2 void; a later form takes the next number
 *  1      recorded time, microseconds since 1970
 *  9      incarnation of the owner that wrote it
 *  17     flags: which of the optional parts follow
 *  18     type, source, id; subject, data content type, data schema, time; extensions, partitionkey first; data
 * </pre>
 *
 * Times and incarnation have fixed places, so that the owner stamps them in when the offset is given; a void ends
 * after them.
 */
final class EventCodec {

    static final int EVENT = 1;
    static final int VOID = 2;

    static final int RECORDED_AT = 1;
    static final int INCARNATION_AT = 9;
    static final int FLAGS_AT = 17;
    static final int BODY_AT = 18;

    static final int HAS_SUBJECT = 1;
    static final int HAS_CONTENT_TYPE = 2;
    static final int HAS_SCHEMA = 4;
    static final int HAS_TIME = 8;
    static final int HAS_PARTITION_KEY = 16;
    static final int HAS_DATA = 32;

    static final String PARTITION_KEY = "partitionkey";
    static final String CORRELATION_ID = "correlationid";
    static final String RECORDED_TIME = "recordedtime";
    static final String SEQUENCE = "sequence";

    private EventCodec() {}

    /** What orders the event. */
    static String key(CloudEvent event) {
        Object key = event.getExtension(PARTITION_KEY);
        if (key != null) {
            return ExtensionValue.text(key);
        }
        String subject = event.getSubject();
        return subject != null ? subject : required("id", event.getId());
    }

    /**
     * The record of the event, to be stamped, with a {@code correlationid} of its own where it has none.
     *
     * @throws InvalidEventException where it is no event at all
     * @throws EventTooLargeException where the record is larger than the limit
     */
    static byte[] encode(CloudEvent event, long limit) {
        String id = required("id", event.getId());
        URI source = event.getSource();
        if (source == null || source.toString().isEmpty()) {
            throw new InvalidEventException("event '" + id + "' has no source");
        }
        CloudEventData data = event.getData();
        byte[] content = data == null ? null : data.toBytes();
        if (content != null && content.length > limit) {
            throw new EventTooLargeException(id, content.length, limit);
        }
        Object partitionKey = event.getExtension(PARTITION_KEY);
        RecordWriter writer = new RecordWriter((content == null ? 0 : content.length) + 384);
        writer.writeByte(EVENT);
        writer.writeLong(0);
        writer.writeLong(0);
        writer.writeByte(flags(event, partitionKey, content));
        writer.writeString(required("type", event.getType()));
        writer.writeString(source.toString());
        writer.writeString(id);
        attributes(writer, event);
        extensions(writer, event, id, partitionKey);
        if (content != null) {
            writer.writeRest(content);
        }
        if (writer.size() > limit) {
            throw new EventTooLargeException(id, writer.size(), limit);
        }
        return writer.toBytes();
    }

    static void stamp(byte[] record, long recordedMicros, long incarnation) {
        RecordWriter.putLong(record, RECORDED_AT, recordedMicros);
        RecordWriter.putLong(record, INCARNATION_AT, incarnation);
    }

    /** The record of an offset that will never hold an event. */
    static byte[] voidRecord(long recordedMicros, long incarnation) {
        byte[] record = new byte[FLAGS_AT];
        record[0] = VOID;
        stamp(record, recordedMicros, incarnation);
        return record;
    }

    static boolean isVoid(byte[] record) {
        return record[0] == VOID;
    }

    static long recordedMicros(byte[] record) {
        return RecordReader.getLong(record, RECORDED_AT);
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static int flags(CloudEvent event, @Nullable Object partitionKey, byte @Nullable [] content) {
        return (event.getSubject() == null ? 0 : HAS_SUBJECT)
                | (event.getDataContentType() == null ? 0 : HAS_CONTENT_TYPE)
                | (event.getDataSchema() == null ? 0 : HAS_SCHEMA)
                | (event.getTime() == null ? 0 : HAS_TIME)
                | (partitionKey == null ? 0 : HAS_PARTITION_KEY)
                | (content == null ? 0 : HAS_DATA);
    }

    private static void attributes(RecordWriter writer, CloudEvent event) {
        String subject = event.getSubject();
        if (subject != null) {
            writer.writeString(subject);
        }
        String contentType = event.getDataContentType();
        if (contentType != null) {
            writer.writeString(contentType);
        }
        URI schema = event.getDataSchema();
        if (schema != null) {
            writer.writeString(schema.toString());
        }
        OffsetDateTime time = event.getTime();
        if (time != null) {
            ExtensionValue.writeTime(writer, time);
        }
    }

    private static void extensions(RecordWriter writer, CloudEvent event, String id, @Nullable Object partitionKey) {
        boolean correlated = event.getExtension(CORRELATION_ID) != null;
        int count = correlated ? 0 : 1;
        for (String name : event.getExtensionNames()) {
            count += kept(event, name) ? 1 : 0;
        }
        writer.writeVarint(count);
        if (partitionKey != null) {
            extension(writer, id, PARTITION_KEY, partitionKey);
        }
        if (!correlated) {
            extension(writer, id, CORRELATION_ID, UUID.randomUUID().toString());
        }
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            if (value != null && kept(event, name) && !name.equals(PARTITION_KEY)) {
                extension(writer, id, name, value);
            }
        }
    }

    /** What the hub says itself on reading is not kept as others said it. */
    private static boolean kept(CloudEvent event, String name) {
        return event.getExtension(name) != null && !name.equals(RECORDED_TIME) && !name.equals(SEQUENCE);
    }

    private static void extension(RecordWriter writer, String id, String name, Object value) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                throw new InvalidEventException("event '" + id + "' has an extension named '" + name
                        + "'; names are lower case letters and digits");
            }
        }
        writer.writeString(name);
        if (!ExtensionValue.write(writer, value)) {
            throw new InvalidEventException("event '" + id + "' has an extension '" + name + "' of type "
                    + value.getClass().getName() + ", which CloudEvents does not know");
        }
    }

    private static String required(String attribute, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new InvalidEventException("the event has no " + attribute);
        }
        return value;
    }
}
