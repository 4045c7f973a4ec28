package io.serai.store.log;

/** Hashes that are kept on disk or decide where an event goes: they never change. */
final class Fingerprint {

    private Fingerprint() {}

    /** Of what makes an event the same event: source, id and key. */
    static long of(String source, String id, String key) {
        return mix(fold(fold(fold(0x9E3779B97F4A7C15L, source), id), key));
    }

    /** The partition of a key. */
    static int partition(String key, int partitions) {
        return (int) Long.remainderUnsigned(mix(fold(0x9E3779B97F4A7C15L, key)), partitions);
    }

    private static long fold(long seed, String text) {
        long hash = seed ^ text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private static long mix(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
