package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry.Declared;
import io.serai.delivery.EventTypes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A subscription, and which events it wants. */
final class Wanted {

    final String name;
    final int index;
    final boolean ordered;
    final int attempts;

    /** Nanoseconds. */
    final long timeout;

    private final EventTypes types;
    private final Map<String, Boolean> known = new HashMap<>();

    Wanted(Declared declared, int index) {
        this.index = index;
        name = declared.subscription();
        ordered = declared.ordered();
        attempts = declared.attempts();
        timeout = TimeUnit.MILLISECONDS.toNanos(declared.timeoutMillis());
        types = EventTypes.parse(declared.types());
    }

    boolean wants(String type) {
        return known.computeIfAbsent(type, types::match);
    }
}
