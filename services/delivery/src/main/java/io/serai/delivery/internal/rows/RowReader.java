package io.serai.delivery.internal.rows;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what {@link RowWriter} wrote. */
final class RowReader {

    private final ByteBuffer in;
    private final String what;

    /**
     * Checks the version, so that a node of an older release says what it cannot read.
     *
     * @param what the kind of row, for messages
     */
    RowReader(String what, byte[] row, int version) {
        this.what = what;
        in = ByteBuffer.wrap(row);
        long found = number();
        if (found != version) {
            throw new IllegalStateException(what + " row has form " + found + ", this release reads form " + version
                    + "; start the release that wrote it");
        }
    }

    long number() {
        try {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte part = in.get();
                value |= (long) (part & 0x7f) << shift;
                if (part >= 0) {
                    return value;
                }
            }
        } catch (BufferUnderflowException cutOff) {
            throw broken();
        }
        throw broken();
    }

    int count() {
        return Math.toIntExact(number());
    }

    String text() {
        return new String(raw(), StandardCharsets.UTF_8);
    }

    byte[] raw() {
        int length = count();
        if (length < 0 || length > in.remaining()) {
            throw broken();
        }
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    boolean flag() {
        return number() != 0;
    }

    Optional<String> optional() {
        return flag() ? Optional.of(text()) : Optional.empty();
    }

    private IllegalStateException broken() {
        return new IllegalStateException(what + " row is cut off or damaged");
    }
}
