package io.serai.hub.runtime;

import io.serai.hub.config.SeraiProperties;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has to be alike on all nodes, as one of them runs it.
 *
 * @param files of the routes folder, by name, as taken over: the digest of each
 * @param settings by name: the value, or the digest of many
 */
record NodeRuns(SortedMap<String, String> files, SortedMap<String, String> settings) {

    private static final int VERSION = 1;
    private static final int SHOWN_BYTES = 8;
    private static final String DIGEST = "digest ";

    /** As the node was configured, with the files that it runs now. */
    static NodeRuns of(SortedMap<String, String> files, SeraiProperties properties) {
        SeraiProperties.Store store = properties.store();
        Integer minCopies = store.minCopies();
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("serai.store.redundant-copies", String.valueOf(store.redundantCopies()));
        settings.put(
                "serai.store.min-copies",
                String.valueOf(minCopies == null ? Math.max(1, store.redundantCopies()) : minCopies));
        settings.put("serai.store.durability", store.durability().name().toLowerCase(Locale.ROOT));
        settings.put("serai.default-policy", digest(properties.defaultPolicy()));
        settings.put("serai.policies", digest(properties.policies()));
        return new NodeRuns(files, settings);
    }

    /** Not the values: a policy may name an address with a password. */
    private static String digest(Map<String, Object> values) {
        return DIGEST + digest(ByteBuffer.wrap(sorted(values).toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            SortedMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, inner) -> sorted.put(String.valueOf(key), sorted(inner)));
            return sorted;
        }
        return value;
    }

    /** What tells two contents apart. */
    static String digest(ByteBuffer content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(content.duplicate());
            return HexFormat.of().formatHex(sha.digest(), 0, SHOWN_BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, files);
            write(out, settings);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, SortedMap<String, String> values) throws IOException {
        out.writeInt(values.size());
        for (Map.Entry<String, String> value : values.entrySet()) {
            out.writeUTF(value.getKey());
            out.writeUTF(value.getValue());
        }
    }

    /**
     * What another node said.
     *
     * @throws IOException where its release says it in another form
     */
    static NodeRuns read(byte[] answer) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("form " + version + ", this release reads form " + VERSION);
            }
            return new NodeRuns(values(in), values(in));
        }
    }

    private static SortedMap<String, String> values(DataInputStream in) throws IOException {
        SortedMap<String, String> values = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            values.put(in.readUTF(), in.readUTF());
        }
        return values;
    }
}
