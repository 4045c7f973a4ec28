package io.serai.delivery.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 24h}, {@code 1d}, or ISO 8601. */
final class Durations {

    private static final Pattern SIMPLE = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

    private Durations() {}

    static Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text);
        try {
            if (simple.matches()) {
                long number = Long.parseLong(simple.group(1));
                return switch (simple.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
            }
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException noDuration) {
            throw new IllegalArgumentException(
                    "must be a duration such as 250ms, 10s, 5m, 24h, 1d or PT10S, was '" + text + "'", noDuration);
        }
    }

    /** The shortest way to write it. */
    static String show(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1_000 != 0) {
            return millis == 0 ? "0s" : millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
