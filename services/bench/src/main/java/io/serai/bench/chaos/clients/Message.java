package io.serai.bench.chaos.clients;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * An event to be published, the same bytes however often and whichever way.
 *
 * @param number of the event within its key, from 0
 */
record Message(String source, String id, String type, String key, long number, String data) {

    private static final String FILLER = "0123456789abcdef".repeat(16);

    static Message of(String source, String type, String key, long number) {
        String id = key + "-" + number;
        return new Message(
                source,
                id,
                type,
                key,
                number,
                "{\"id\":\"%s\",\"key\":\"%s\",\"n\":%d,\"filler\":\"%s\"}".formatted(id, key, number, FILLER));
    }

    long checksum() {
        return checksum(data.getBytes(StandardCharsets.UTF_8));
    }

    static long checksum(byte[] data) {
        CRC32 checksum = new CRC32();
        checksum.update(data);
        return checksum.getValue();
    }
}
