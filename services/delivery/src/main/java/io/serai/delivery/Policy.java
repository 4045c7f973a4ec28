package io.serai.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a subscription treats its deliveries.
 *
 * @param timeout of one attempt
 * @param concurrency attempts in flight per node
 * @param rate attempts started per second and node; none: no limit
 * @param order whether events of one key wait for each other
 */
public record Policy(
        String name,
        Retry retry,
        Duration timeout,
        int concurrency,
        OptionalInt rate,
        Order order,
        Outage outage,
        DeadLetterPolicy deadLetter) {

    /** The defaults of the policy table. */
    public static final Policy DEFAULT = new Policy(
            "default",
            new Retry(
                    10,
                    Backoff.EXPONENTIAL,
                    Duration.ofSeconds(1),
                    2.0,
                    Duration.ofMinutes(5),
                    0.2,
                    Duration.ofHours(24),
                    GiveUpOn.DEFAULT),
            Duration.ofSeconds(30),
            16,
            OptionalInt.empty(),
            Order.KEY,
            new Outage(20, Duration.ofSeconds(5)),
            new DeadLetterPolicy(false, Optional.empty(), false));

    /**
     * When a failed delivery is tried again.
     *
     * @param attempts in all, the first included
     * @param delay the first delay
     * @param multiplier of an exponential backoff
     * @param maxDelay no delay is longer, {@code Retry-After} of a target included
     * @param jitter part of the delay, 0 to 1, by which it is spread to both sides
     * @param maxAge after it the delivery is dead whatever attempts are left
     * @param giveUpOn failures that are not retried
     */
    public record Retry(
            int attempts,
            Backoff backoff,
            Duration delay,
            double multiplier,
            Duration maxDelay,
            double jitter,
            Duration maxAge,
            GiveUpOn giveUpOn) {}

    /** How delays grow. */
    public enum Backoff {
        /** Always {@code delay}. */
        FIXED,
        /** {@code delay} × attempt. */
        LINEAR,
        /** {@code delay} × {@code multiplier}^(attempt − 1). */
        EXPONENTIAL
    }

    /** Whether the attempts of a key start in the order of the log. */
    public enum Order {
        KEY,
        NONE
    }

    /**
     * When a target counts as down.
     *
     * @param after so many consecutive connection failures, time-outs or 5xx
     * @param probe the time between single probes while it is down
     */
    public record Outage(int after, Duration probe) {}

    /**
     * What else happens to a dead letter.
     *
     * @param failEvent publish the fail type that the catalogue names for the event's type
     * @param to a Camel endpoint that gets it, too
     * @param blocksKey later events of the key wait until the letter is resolved
     */
    public record DeadLetterPolicy(boolean failEvent, Optional<String> to, boolean blocksKey) {}

    /**
     * Failures that are given up at once.
     *
     * @param rules exception class names, {@code http:CODE}, {@code http:Nxx}, each optionally followed by
     *     {@code except} and codes: {@code http:4xx except 404,408,409,429}
     */
    public record GiveUpOn(List<String> rules) {

        /** As Knative's delivery contract has it: what is not said to succeed later is not tried again. */
        public static final GiveUpOn DEFAULT = new GiveUpOn(List.of("http:3xx", "http:4xx except 404,408,409,429"));

        public GiveUpOn {
            rules = List.copyOf(rules);
        }
    }
}
