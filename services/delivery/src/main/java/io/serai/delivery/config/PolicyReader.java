package io.serai.delivery.config;

import io.serai.delivery.Policy;
import io.serai.delivery.internal.engine.GiveUpRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads one policy: what is said over what is inherited. */
final class PolicyReader {

    private static final String ATTEMPTS = "retry.attempts";
    private static final String BACKOFF = "retry.backoff";
    private static final String DELAY = "retry.delay";
    private static final String MULTIPLIER = "retry.multiplier";
    private static final String MAX_DELAY = "retry.max-delay";
    private static final String JITTER = "retry.jitter";
    private static final String MAX_AGE = "retry.max-age";
    private static final String GIVE_UP_ON = "retry.give-up-on";
    private static final String TIMEOUT = "timeout";
    private static final String CONCURRENCY = "concurrency";
    private static final String RATE = "rate";
    private static final String ORDER = "order";
    private static final String AFTER = "outage.after";
    private static final String PROBE = "outage.probe";
    private static final String FAIL_EVENT = "dead-letter.fail-event";
    private static final String TO = "dead-letter.to";
    private static final String BLOCKS_KEY = "dead-letter.blocks-key";

    private static final Set<String> GROUPS = Set.of("retry", "outage", "dead-letter");
    private static final Set<String> KEYS = Set.of(
            ATTEMPTS,
            BACKOFF,
            DELAY,
            MULTIPLIER,
            MAX_DELAY,
            JITTER,
            MAX_AGE,
            GIVE_UP_ON,
            TIMEOUT,
            CONCURRENCY,
            RATE,
            ORDER,
            AFTER,
            PROBE,
            FAIL_EVENT,
            TO,
            BLOCKS_KEY);

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final String what;
    private final Map<String, Value> said = new LinkedHashMap<>();

    private PolicyReader(String what) {
        this.what = what;
    }

    /**
     * Reads a policy.
     *
     * @param what as messages call it: {@code policy 'patient'}
     */
    static Policy read(String what, String name, Value.Mapping said, Policy inherited) {
        PolicyReader reader = new PolicyReader(what);
        reader.flatten(said, "");
        return reader.policy(name, inherited);
    }

    private void flatten(Value.Mapping mapping, String prefix) {
        mapping.entries().forEach((name, value) -> {
            String path = prefix + name;
            if (GROUPS.contains(path)) {
                flatten(group(path, value), path + ".");
            } else if (!KEYS.contains(path)) {
                throw value.mistake(what + ": unknown key '" + path + "'; known are " + known(path));
            } else if (said.put(path, value) != null) {
                throw value.mistake(what + ": " + path + " is there twice; keep one");
            }
        });
    }

    private Value.Mapping group(String path, Value value) {
        if (value instanceof Value.Mapping mapping) {
            return mapping;
        }
        throw value.mistake(what + ": " + path + " must be a map of " + known(path + ".") + ", was " + value.shown());
    }

    // of the same group where there is one
    private static String known(String path) {
        int dot = path.indexOf('.');
        String group = dot < 0 ? "" : path.substring(0, dot + 1);
        TreeSet<String> names = new TreeSet<>();
        for (String key : KEYS) {
            if (key.startsWith(group)) {
                names.add(key);
            }
        }
        return String.join(", ", names.isEmpty() ? new TreeSet<>(KEYS) : names);
    }

    private Policy policy(String name, Policy inherited) {
        Policy.Retry retry = inherited.retry();
        Policy.Outage outage = inherited.outage();
        Policy.DeadLetterPolicy letters = inherited.deadLetter();
        Duration delay = duration(DELAY, retry.delay());
        return new Policy(
                name,
                new Policy.Retry(
                        whole(ATTEMPTS, 1, 1_000_000).orElse(retry.attempts()),
                        choice(BACKOFF, Policy.Backoff.class, retry.backoff()),
                        delay,
                        decimal(MULTIPLIER, 1, 100, retry.multiplier()),
                        maxDelay(delay, retry.maxDelay()),
                        decimal(JITTER, 0, 1, retry.jitter()),
                        duration(MAX_AGE, retry.maxAge()),
                        giveUpOn(retry.giveUpOn())),
                duration(TIMEOUT, inherited.timeout()),
                whole(CONCURRENCY, 1, 100_000).orElse(inherited.concurrency()),
                said.containsKey(RATE) ? whole(RATE, 1, 1_000_000) : inherited.rate(),
                choice(ORDER, Policy.Order.class, inherited.order()),
                new Policy.Outage(whole(AFTER, 1, 1_000_000).orElse(outage.after()), duration(PROBE, outage.probe())),
                new Policy.DeadLetterPolicy(
                        truth(FAIL_EVENT, letters.failEvent()),
                        endpoint(letters.to()),
                        truth(BLOCKS_KEY, letters.blocksKey())));
    }

    private Duration maxDelay(Duration delay, Duration inherited) {
        Duration limit = duration(MAX_DELAY, inherited);
        if (limit.compareTo(delay) < 0) {
            Value culprit = said.containsKey(MAX_DELAY) ? said.get(MAX_DELAY) : said.get(DELAY);
            if (culprit != null) {
                throw culprit.mistake(what + ": " + MAX_DELAY + " must be at least " + DELAY + ", which is "
                        + Durations.show(delay) + ", was " + Durations.show(limit));
            }
        }
        return limit;
    }

    private Duration duration(String key, Duration inherited) {
        Value value = said.get(key);
        if (value == null) {
            return inherited;
        }
        Duration duration;
        try {
            duration = Durations.parse(value.asText(what + ": " + key));
        } catch (IllegalArgumentException mistake) {
            throw value.mistake(what + ": " + key + " " + mistake.getMessage());
        }
        if (duration.compareTo(MILLISECOND) < 0) {
            throw value.mistake(what + ": " + key + " must be at least 1ms, was " + Durations.show(duration));
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw value.mistake(what + ": " + key + " must be at most " + Durations.show(LONGEST) + ", was "
                    + Durations.show(duration));
        }
        return duration;
    }

    private OptionalInt whole(String key, int least, int most) {
        Value value = said.get(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        String text = value.asText(what + ": " + key);
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException noNumber) {
            // the message below says what it must be
        }
        throw value.mistake(
                what + ": " + key + " must be a whole number from " + least + " to " + most + ", was '" + text + "'");
    }

    private double decimal(String key, double least, double most, double inherited) {
        Value value = said.get(key);
        if (value == null) {
            return inherited;
        }
        String text = value.asText(what + ": " + key);
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // the message below says what it must be
        }
        throw value.mistake(String.format(
                Locale.ROOT, "%s: %s must be a number from %.0f to %.0f, was '%s'", what, key, least, most, text));
    }

    private boolean truth(String key, boolean inherited) {
        Value value = said.get(key);
        if (value == null) {
            return inherited;
        }
        String text = value.asText(what + ": " + key);
        if (!text.equals("true") && !text.equals("false")) {
            throw value.mistake(what + ": " + key + " must be true or false, was '" + text + "'");
        }
        return text.equals("true");
    }

    private <E extends Enum<E>> E choice(String key, Class<E> type, E inherited) {
        Value value = said.get(key);
        if (value == null) {
            return inherited;
        }
        String text = value.asText(what + ": " + key);
        Map<String, E> choices = new HashMap<>();
        for (E choice : type.getEnumConstants()) {
            choices.put(choice.name().toLowerCase(Locale.ROOT), choice);
        }
        E chosen = choices.get(text);
        if (chosen == null) {
            throw value.mistake(what + ": " + key + " must be one of "
                    + String.join(", ", new TreeSet<>(choices.keySet())) + ", was '" + text + "'");
        }
        return chosen;
    }

    private Optional<String> endpoint(Optional<String> inherited) {
        Value value = said.get(TO);
        return value == null ? inherited : Optional.of(Endpoints.check(what + ": " + TO, value));
    }

    private Policy.GiveUpOn giveUpOn(Policy.GiveUpOn inherited) {
        Value value = said.get(GIVE_UP_ON);
        if (value == null) {
            return inherited;
        }
        List<String> rules = new ArrayList<>();
        for (Value item : items(value)) {
            String rule = item.asText(what + ": " + GIVE_UP_ON);
            try {
                GiveUpRules.parse(List.of(rule));
            } catch (IllegalArgumentException mistake) {
                throw item.mistake(what + ": " + GIVE_UP_ON + ": " + mistake.getMessage());
            }
            rules.add(rule);
        }
        return new Policy.GiveUpOn(rules);
    }

    // one rule alone may stand without a list; properties write lists as maps with indexes
    private static List<Value> items(Value value) {
        if (value instanceof Value.Sequence sequence) {
            return sequence.items();
        }
        return value instanceof Value.Mapping mapping
                ? List.copyOf(mapping.entries().values())
                : List.of(value);
    }
}
