package io.serai.delivery.internal.rows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes the fields of a row one after the other, the version first. */
final class RowWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    RowWriter(int version) {
        number(version);
    }

    /** Seven bits a byte, lowest first: most numbers are small. */
    RowWriter number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    RowWriter text(String value) {
        return raw(value.getBytes(StandardCharsets.UTF_8));
    }

    RowWriter raw(byte[] value) {
        number(value.length);
        bytes.writeBytes(value);
        return this;
    }

    RowWriter flag(boolean value) {
        return number(value ? 1 : 0);
    }

    RowWriter optional(Optional<String> value) {
        flag(value.isPresent());
        value.ifPresent(this::text);
        return this;
    }

    byte[] done() {
        return bytes.toByteArray();
    }
}
