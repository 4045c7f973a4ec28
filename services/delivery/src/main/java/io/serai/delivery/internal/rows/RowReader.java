package io.serai.delivery.internal.rows;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what {@link RowWriter} wrote. */
final class RowReader {

    private final ByteBuffer in;
    private final String what;
    private final int version;

    /**
     * Checks the version, so that a node of an older release says what it cannot read.
     *
     * @param what the kind of row, for messages
     */
    RowReader(String what, byte[] row, int version) {
        this(what, row, version, version);
    }

    /** Of one that was written in any form from the oldest to the newest. */
    RowReader(String what, byte[] row, int oldest, int newest) {
        this.what = what;
        in = ByteBuffer.wrap(row);
        long found = number();
        if (found < oldest || found > newest) {
            throw new IllegalStateException(what + " row has form " + found + ", this release reads form "
                    + (oldest == newest ? "" : oldest + " to ") + newest + "; start the release that wrote it");
        }
        version = (int) found;
    }

    /** The form it is in. */
    int version() {
        return version;
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
