package io.serai.delivery.internal.engine;

import io.serai.delivery.Failure;
import io.serai.delivery.Policy;
import io.serai.delivery.TooManyHopsException;
import io.serai.delivery.internal.rows.DeliveryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** What follows a failed attempt: another at a time, or death. A function of policy, row and failure alone. */
final class RetryPlan {

    private final Policy.Retry retry;
    private final GiveUpRules giveUp;

    RetryPlan(Policy.Retry retry) {
        this.retry = retry;
        this.giveUp = GiveUpRules.parse(retry.giveUpOn().rules());
    }

    /** What is to be done. */
    sealed interface Verdict {

        record Again(Instant due) implements Verdict {}

        record Dead(String reason) implements Verdict {}
    }

    /**
     * The next step of a delivery whose newest attempt has failed and is counted in the row.
     *
     * @param seed spreads the delay; the same for the same attempt, so that a restart changes nothing
     */
    Verdict after(DeliveryRow row, Failure failure, Instant now, long seed) {
        if (failure.causes().contains(TooManyHopsException.class.getName())) {
            return new Verdict.Dead("too many hops");
        }
        var rule = giveUp.match(failure);
        if (rule.isPresent()) {
            return new Verdict.Dead("give-up-on " + rule.get());
        }
        if (row.counted() >= retry.attempts()) {
            return new Verdict.Dead(retry.attempts() + (retry.attempts() == 1 ? " attempt" : " attempts") + " used up");
        }
        Duration delay = delay(row.counted(), seed);
        Duration asked = min(failure.retryAfter().orElse(Duration.ZERO), retry.maxDelay());
        Instant due = now.plus(delay.compareTo(asked) < 0 ? asked : delay);
        if (due.isAfter(row.began().plus(retry.maxAge()))) {
            return new Verdict.Dead("max-age " + retry.maxAge() + " would be over before the next attempt");
        }
        return new Verdict.Again(due);
    }

    /** The delay after so many failed attempts. */
    Duration delay(int failed, long seed) {
        double base = retry.delay().toNanos();
        double grown =
                switch (retry.backoff()) {
                    case FIXED -> base;
                    case LINEAR -> base * failed;
                    case EXPONENTIAL -> base * Math.pow(retry.multiplier(), failed - 1);
                };
        double limit = retry.maxDelay().toNanos();
        // spread first, cut after: no delay is longer than max-delay
        double spread = 1 + retry.jitter() * (2 * new SplittableRandom(seed + failed).nextDouble() - 1);
        return Duration.ofMillis(Duration.ofNanos((long) Math.min(Math.min(grown, limit) * spread, limit))
                .toMillis());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
