package io.serai.store.log;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event as {@link EventCodec} writes it, decoded no further than asked. */
final class EventRecord implements StoredEvent {

    private static final int SEQUENCE_DIGITS = 16;

    private final Position position;
    private final byte[] record;

    // decoded when first asked for; two threads that ask at once decode the same
    private @Nullable String type;
    private @Nullable String key;
    private @Nullable CloudEvent event;

    EventRecord(Position position, byte[] record) {
        this(position, record, null, null);
    }

    /** Of an event whose type and key are known already. */
    EventRecord(Position position, byte[] record, @Nullable String type, @Nullable String key) {
        this.position = position;
        this.record = record;
        this.type = type;
        this.key = key;
    }

    byte[] record() {
        return record;
    }

    /** Bytes of the record. */
    int size() {
        return record.length;
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public Instant recordedTime() {
        return EventCodec.instant(EventCodec.recordedMicros(record));
    }

    @Override
    public String type() {
        String decoded = type;
        if (decoded == null) {
            decoded = type(record);
            type = decoded;
        }
        return decoded;
    }

    @Override
    public String key() {
        String decoded = key;
        if (decoded == null) {
            decoded = new Parts(record).key();
            key = decoded;
        }
        return decoded;
    }

    @Override
    public CloudEvent event() {
        CloudEvent decoded = event;
        if (decoded == null) {
            decoded = decode();
            event = decoded;
        }
        return decoded;
    }

    static String type(byte[] record) {
        return new RecordReader(record, EventCodec.BODY_AT).readString();
    }

    /** Fingerprint of source, id and key. */
    static long fingerprint(byte[] record) {
        Parts parts = new Parts(record);
        return Fingerprint.of(parts.source, parts.id, parts.key());
    }

    /** What makes it the same event. */
    static Identity identity(byte[] record) {
        Parts parts = new Parts(record);
        return new Identity(parts.source, parts.id, parts.key());
    }

    /** Source, id and key of an event. */
    record Identity(String source, String id, String key) {}

    /** Whether both are the same event: source, id and key. */
    static boolean sameEvent(byte[] one, byte[] other) {
        Parts a = new Parts(one);
        Parts b = new Parts(other);
        return a.id.equals(b.id) && a.source.equals(b.source) && a.key().equals(b.key());
    }

    /** Whether both say the same: type, subject, data content type and data; never time, trace or what the hub sets. */
    static boolean sameContent(byte[] one, byte[] other) {
        Parts a = new Parts(one);
        Parts b = new Parts(other);
        return a.type.equals(b.type)
                && Objects.equals(a.subject, b.subject)
                && Objects.equals(a.contentType, b.contentType)
                && a.hasData() == b.hasData()
                && Arrays.equals(one, a.dataAt(), one.length, other, b.dataAt(), other.length);
    }

    private RecordReader body() {
        return new RecordReader(record, EventCodec.BODY_AT);
    }

    private CloudEvent decode() {
        int flags = record[EventCodec.FLAGS_AT];
        RecordReader reader = body();
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withType(reader.readString())
                .withSource(URI.create(reader.readString()))
                .withId(reader.readString());
        if ((flags & EventCodec.HAS_SUBJECT) != 0) {
            builder.withSubject(reader.readString());
        }
        if ((flags & EventCodec.HAS_CONTENT_TYPE) != 0) {
            builder.withDataContentType(reader.readString());
        }
        if ((flags & EventCodec.HAS_SCHEMA) != 0) {
            builder.withDataSchema(URI.create(reader.readString()));
        }
        if ((flags & EventCodec.HAS_TIME) != 0) {
            builder.withTime(ExtensionValue.readTime(reader));
        }
        long extensions = reader.readVarint();
        for (long i = 0; i < extensions; i++) {
            ExtensionValue.read(reader, reader.readString(), builder);
        }
        if ((flags & EventCodec.HAS_DATA) != 0) {
            builder.withData(reader.rest());
        }
        return builder.withExtension(EventCodec.RECORDED_TIME, recordedTime().atOffset(ZoneOffset.UTC))
                .withExtension(EventCodec.SEQUENCE, sequence(position.offset()))
                .build();
    }

    /** Zero-padded, so that it sorts as text. */
    private static String sequence(long offset) {
        String digits = Long.toString(offset);
        return "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
    }

    @Override
    public String toString() {
        return position + " " + type();
    }

    /** What identity and content are compared by. */
    private static final class Parts {

        private final byte[] record;
        private final int flags;
        private final RecordReader reader;
        private final String type;
        private final String source;
        private final String id;
        private final @Nullable String subject;
        private final @Nullable String contentType;

        Parts(byte[] record) {
            this.record = record;
            flags = record[EventCodec.FLAGS_AT];
            reader = new RecordReader(record, EventCodec.BODY_AT);
            type = reader.readString();
            source = reader.readString();
            id = reader.readString();
            subject = (flags & EventCodec.HAS_SUBJECT) == 0 ? null : reader.readString();
            contentType = (flags & EventCodec.HAS_CONTENT_TYPE) == 0 ? null : reader.readString();
        }

        boolean hasData() {
            return (flags & EventCodec.HAS_DATA) != 0;
        }

        String key() {
            if ((flags & EventCodec.HAS_PARTITION_KEY) == 0) {
                return subject != null ? subject : id;
            }
            RecordReader extensions = extensions();
            extensions.readVarint();
            extensions.skipString();
            return ExtensionValue.readAsText(extensions);
        }

        int dataAt() {
            RecordReader extensions = extensions();
            long count = extensions.readVarint();
            for (long i = 0; i < count; i++) {
                extensions.skipString();
                ExtensionValue.skip(extensions);
            }
            return extensions.at();
        }

        private RecordReader extensions() {
            RecordReader rest = new RecordReader(record, reader.at());
            if ((flags & EventCodec.HAS_SCHEMA) != 0) {
                rest.skipString();
            }
            if ((flags & EventCodec.HAS_TIME) != 0) {
                ExtensionValue.readTime(rest);
            }
            return rest;
        }
    }
}
