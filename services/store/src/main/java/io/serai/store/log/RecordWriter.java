package io.serai.store.log;

import io.serai.store.InvalidEventException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows a byte array; the counterpart of {@link RecordReader}. */
final class RecordWriter {

    private byte[] bytes;
    private int size;

    RecordWriter(int expected) {
        bytes = new byte[expected];
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void writeByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** Seven bits a byte, lowest first: small numbers take one byte. */
    void writeVarint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void writeLong(long value) {
        room(8);
        putLong(bytes, size, value);
        size += 8;
    }

    void writeInt(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** Length and UTF-8. */
    void writeString(String text) {
        int length = text.length();
        room(length + 10);
        int start = size;
        writeVarint(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = start;
                writeBytes(utf8(text));
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    /** Strict: a replacement would make one of two different ids. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException notText) {
            throw new InvalidEventException("'" + text + "' holds half a character (an unpaired surrogate)");
        }
    }

    /** Length and bytes. */
    void writeBytes(byte[] value) {
        writeVarint(value.length);
        writeRest(value);
    }

    /** The bytes alone: what is read with {@link RecordReader#rest}. */
    void writeRest(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** What another writer holds. */
    void writeRest(RecordWriter other) {
        room(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    static void putLong(byte[] target, int at, long value) {
        for (int i = 0; i < 8; i++) {
            target[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
