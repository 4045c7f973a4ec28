package io.serai.store.log;

import io.cloudevents.core.builder.CloudEventBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The values that an extension attribute can have, each with a tag before it. */
final class ExtensionValue {

    private static final int STRING = 1;
    private static final int INTEGER = 2;
    private static final int LONG = 3;
    private static final int DOUBLE = 4;
    private static final int DECIMAL = 5;
    private static final int FALSE = 6;
    private static final int TRUE = 7;
    private static final int URI_ = 8;
    private static final int TIME = 9;
    private static final int BINARY = 10;
    private static final int BIG_INTEGER = 11;
    private static final int FLOAT = 12;
    private static final int SHORT = 13;
    private static final int BYTE = 14;

    private ExtensionValue() {}

    /** Whether the value is of a type that CloudEvents knows; if not, nothing is written. */
    static boolean write(RecordWriter writer, Object value) {
        if (value instanceof String text) {
            writer.writeByte(STRING);
            writer.writeString(text);
        } else if (value instanceof Boolean truth) {
            writer.writeByte(truth ? TRUE : FALSE);
        } else if (value instanceof URI uri) {
            writer.writeByte(URI_);
            writer.writeString(uri.toString());
        } else if (value instanceof OffsetDateTime time) {
            writer.writeByte(TIME);
            writeTime(writer, time);
        } else if (value instanceof byte[] bytes) {
            writer.writeByte(BINARY);
            writer.writeBytes(bytes);
        } else if (value instanceof Number number) {
            return writeNumber(writer, number);
        } else {
            return false;
        }
        return true;
    }

    private static boolean writeNumber(RecordWriter writer, Number value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            writer.writeByte(value instanceof Integer ? INTEGER : value instanceof Short ? SHORT : BYTE);
            writer.writeInt(value.intValue());
        } else if (value instanceof Long) {
            writer.writeByte(LONG);
            writer.writeLong(value.longValue());
        } else if (value instanceof Double || value instanceof Float) {
            writer.writeByte(value instanceof Double ? DOUBLE : FLOAT);
            writer.writeLong(Double.doubleToRawLongBits(value.doubleValue()));
        } else if (value instanceof BigDecimal || value instanceof BigInteger) {
            writer.writeByte(value instanceof BigDecimal ? DECIMAL : BIG_INTEGER);
            writer.writeString(value.toString());
        } else {
            return false;
        }
        return true;
    }

    /** Reads a value and sets it. */
    static void read(RecordReader reader, String name, CloudEventBuilder builder) {
        int tag = reader.readByte();
        switch (tag) {
            case STRING -> builder.withExtension(name, reader.readString());
            case FALSE -> builder.withExtension(name, Boolean.FALSE);
            case TRUE -> builder.withExtension(name, Boolean.TRUE);
            case URI_ -> builder.withExtension(name, URI.create(reader.readString()));
            case TIME -> builder.withExtension(name, readTime(reader));
            case BINARY -> builder.withExtension(name, reader.readBytes());
            default -> {
                Number number = readNumber(reader, tag);
                if (number == null) {
                    throw new IllegalStateException("unknown tag " + tag + " of extension '" + name + "'");
                }
                builder.withExtension(name, number);
            }
        }
    }

    /** The value as text: what a partition key is compared and hashed as. */
    static String text(Object value) {
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString();
    }

    /** Reads a value as {@link #text} gives it. */
    static String readAsText(RecordReader reader) {
        int tag = reader.readByte();
        return switch (tag) {
            case STRING, URI_ -> reader.readString();
            case FALSE -> "false";
            case TRUE -> "true";
            case TIME -> readTime(reader).toString();
            case BINARY -> text(reader.readBytes());
            default -> String.valueOf(readNumber(reader, tag));
        };
    }

    static void skip(RecordReader reader) {
        int tag = reader.readByte();
        switch (tag) {
            case STRING, URI_, BINARY, DECIMAL, BIG_INTEGER -> reader.skipString();
            case TIME -> readTime(reader);
            case FALSE, TRUE -> {}
            default -> readNumber(reader, tag);
        }
    }

    private static @Nullable Number readNumber(RecordReader reader, int tag) {
        return switch (tag) {
            case INTEGER -> reader.readInt();
            case SHORT -> (short) reader.readInt();
            case BYTE -> (byte) reader.readInt();
            case LONG -> reader.readLong();
            case DOUBLE -> Double.longBitsToDouble(reader.readLong());
            case FLOAT -> (float) Double.longBitsToDouble(reader.readLong());
            case DECIMAL -> new BigDecimal(reader.readString());
            case BIG_INTEGER -> new BigInteger(reader.readString());
            default -> null;
        };
    }

    static void writeTime(RecordWriter writer, OffsetDateTime time) {
        writer.writeLong(time.toEpochSecond());
        writer.writeInt(time.getNano());
        writer.writeInt(time.getOffset().getTotalSeconds());
    }

    static OffsetDateTime readTime(RecordReader reader) {
        Instant instant = Instant.ofEpochSecond(reader.readLong(), reader.readInt());
        return OffsetDateTime.ofInstant(instant, ZoneOffset.ofTotalSeconds(reader.readInt()));
    }
}
