package io.serai.bench.chaos.clients;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How far the deliveries of each key are, so that publishers do not run away from them. */
final class Progress {

    private final ConcurrentMap<String, Long> delivered = new ConcurrentHashMap<>();

    void delivered(String key, long number) {
        delivered.merge(key, number + 1, Math::max);
    }

    /** All numbers below were delivered, in order. */
    long of(String key) {
        return delivered.getOrDefault(key, 0L);
    }
}
