package io.serai.delivery.support;

import io.serai.delivery.Policy;
import io.serai.delivery.Policy.Backoff;
import io.serai.delivery.Policy.DeadLetterPolicy;
import io.serai.delivery.Policy.GiveUpOn;
import io.serai.delivery.Policy.Order;
import io.serai.delivery.Policy.Outage;
import io.serai.delivery.Policy.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The default policy with something else. No jitter unless asked for. */
public final class Policies {

    private Retry retry = noJitter(Policy.DEFAULT.retry());
    private Duration timeout = Policy.DEFAULT.timeout();
    private int concurrency = Policy.DEFAULT.concurrency();
    private OptionalInt rate = OptionalInt.empty();
    private Order order = Order.KEY;
    private Outage outage = Policy.DEFAULT.outage();
    private DeadLetterPolicy letters = Policy.DEFAULT.deadLetter();

    private Policies() {}

    public static Policies policy() {
        return new Policies();
    }

    private static Retry noJitter(Retry r) {
        return new Retry(
                r.attempts(), r.backoff(), r.delay(), r.multiplier(), r.maxDelay(), 0, r.maxAge(), r.giveUpOn());
    }

    public Policies attempts(int attempts) {
        retry = new Retry(
                attempts,
                retry.backoff(),
                retry.delay(),
                retry.multiplier(),
                retry.maxDelay(),
                retry.jitter(),
                retry.maxAge(),
                retry.giveUpOn());
        return this;
    }

    public Policies backoff(Backoff backoff, Duration delay, double multiplier, Duration maxDelay, double jitter) {
        retry = new Retry(
                retry.attempts(), backoff, delay, multiplier, maxDelay, jitter, retry.maxAge(), retry.giveUpOn());
        return this;
    }

    public Policies fixed(Duration delay) {
        return backoff(Backoff.FIXED, delay, 1, Duration.ofHours(1), 0);
    }

    public Policies maxAge(Duration maxAge) {
        retry = new Retry(
                retry.attempts(),
                retry.backoff(),
                retry.delay(),
                retry.multiplier(),
                retry.maxDelay(),
                retry.jitter(),
                maxAge,
                retry.giveUpOn());
        return this;
    }

    public Policies giveUpOn(String... rules) {
        retry = new Retry(
                retry.attempts(),
                retry.backoff(),
                retry.delay(),
                retry.multiplier(),
                retry.maxDelay(),
                retry.jitter(),
                retry.maxAge(),
                new GiveUpOn(List.of(rules)));
        return this;
    }

    public Policies timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    public Policies concurrency(int attempts) {
        concurrency = attempts;
        return this;
    }

    public Policies rate(int perSecond) {
        rate = OptionalInt.of(perSecond);
        return this;
    }

    public Policies unordered() {
        order = Order.NONE;
        return this;
    }

    public Policies outage(int after, Duration probe) {
        outage = new Outage(after, probe);
        return this;
    }

    public Policies failEvent() {
        letters = new DeadLetterPolicy(true, letters.to(), letters.blocksKey());
        return this;
    }

    public Policies deadLetterTo(String endpoint) {
        letters = new DeadLetterPolicy(letters.failEvent(), Optional.of(endpoint), letters.blocksKey());
        return this;
    }

    public Policies blocksKey() {
        letters = new DeadLetterPolicy(letters.failEvent(), letters.to(), true);
        return this;
    }

    public Policy build() {
        return new Policy("test", retry, timeout, concurrency, rate, order, outage, letters);
    }
}
