package io.serai.sandbox.consumers;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An event as it reached a system around the hub.
 *
 * @param consumer who got it: a path, a queue, a topic
 * @param attributes CloudEvents attributes by name, {@code position}, {@code attempt} and {@code replay} of the hub
 *     among them, whatever the spelling of the protocol it came over
 */
public record Arrival(String consumer, Map<String, String> attributes, String data) {

    private static final String[] EVENT_PREFIXES = {"ce-", "ce_", "cloudEvents_", "cloudEvents:"};
    private static final String[] HUB_PREFIXES = {"serai-", "serai_"};

    public Arrival {
        attributes = Map.copyOf(attributes);
    }

    /** Reads the headers of an HTTP request, a Kafka record or a JMS message. */
    public static Arrival of(String consumer, Iterable<String> headers, Function<String, String> valueOf, String data) {
        Map<String, String> attributes = new TreeMap<>();
        for (String header : headers) {
            withoutPrefix(header, EVENT_PREFIXES)
                    .or(() -> withoutPrefix(header, HUB_PREFIXES))
                    .or(() -> idempotencyKey(header))
                    .ifPresent(name -> attributes.put(name, valueOf.apply(header)));
        }
        return new Arrival(consumer, attributes, data);
    }

    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** {@code source} and {@code id}: what makes it this event. */
    public String event() {
        return attribute("source").orElse("?") + " " + attribute("id").orElse("?");
    }

    /** The event in a line: type, subject or id, position, attempt. */
    public String line() {
        StringBuilder line = new StringBuilder(attribute("type").orElse("an untyped message"));
        attribute("subject").or(() -> attribute("id")).ifPresent(s -> line.append(' ')
                .append(s));
        attribute("position").ifPresent(p -> line.append("  position ").append(p));
        attribute("attempt").ifPresent(a -> line.append("  attempt ").append(a));
        attribute("replay").ifPresent(r -> line.append("  replay"));
        return line.toString();
    }

    private static Optional<String> idempotencyKey(String header) {
        return Optional.of(header.toLowerCase(Locale.ROOT).replace('_', '-')).filter("idempotency-key"::equals);
    }

    private static Optional<String> withoutPrefix(String header, String[] prefixes) {
        for (String prefix : prefixes) {
            if (header.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return Optional.of(header.substring(prefix.length()).toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }
}
