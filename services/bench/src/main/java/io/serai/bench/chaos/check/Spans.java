package io.serai.bench.chaos.check;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Times of a history as people read them, and spans as people write them. */
final class Spans {

    private Spans() {}

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    /** Reads {@code 250ms}, {@code 3s}, {@code 2m} or ISO 8601. */
    static Duration parse(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(number(text, 2));
        }
        if (text.startsWith("P")) {
            return Duration.parse(text);
        }
        return text.endsWith("m") ? Duration.ofMinutes(number(text, 1)) : Duration.ofSeconds(number(text, 1));
    }

    private static long number(String text, int unit) {
        return Long.parseLong(text, 0, text.length() - unit, 10);
    }

    static long nanos(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
