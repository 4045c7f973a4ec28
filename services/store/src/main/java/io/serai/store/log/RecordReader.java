package io.serai.store.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks through what {@link RecordWriter} wrote. */
final class RecordReader {

    private final byte[] bytes;
    private int at;

    RecordReader(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /** Where it stands. */
    int at() {
        return at;
    }

    int readByte() {
        return bytes[at++] & 0xff;
    }

    long readVarint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    long readLong() {
        at += 8;
        return getLong(bytes, at - 8);
    }

    int readInt() {
        at += 4;
        return getInt(bytes, at - 4);
    }

    String readString() {
        int length = (int) readVarint();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    byte[] readBytes() {
        int length = (int) readVarint();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    void skipString() {
        int length = (int) readVarint();
        at += length;
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }

    static int getInt(byte[] source, int at) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (source[at + i] & 0xff);
        }
        return value;
    }

    static long getLong(byte[] source, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (source[at + i] & 0xff);
        }
        return value;
    }
}
