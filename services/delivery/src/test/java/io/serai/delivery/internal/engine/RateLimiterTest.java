package io.serai.delivery.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final long SECOND = 1_000_000_000L;

    @Property
    void inNoSecondMoreThanTheRateAndATenth(
            @ForAll @IntRange(min = 1, max = 2_000) int rate,
            @ForAll @LongRange(min = -5 * SECOND, max = Long.MAX_VALUE / 2) long origin) {
        RateLimiter limiter = new RateLimiter(OptionalInt.of(rate));
        long now = origin;
        int taken = 0;
        while (now - origin < SECOND) {
            long wait = limiter.take(now);
            if (wait == 0) {
                taken++;
            } else {
                now += wait;
            }
        }
        assertThat(taken).isBetween(rate, rate + rate / 10 + 1);
    }

    @Test
    void withoutARateNothingWaits() {
        RateLimiter limiter = new RateLimiter(OptionalInt.empty());
        for (int i = 0; i < 1_000; i++) {
            assertThat(limiter.take(0)).isZero();
        }
    }

    @Test
    void aPauseDoesNotSaveUpMoreThanATenthOfASecond() {
        RateLimiter limiter = new RateLimiter(OptionalInt.of(100));
        limiter.take(0);
        int burst = 0;
        while (limiter.take(1_000 * SECOND) == 0) {
            burst++;
        }
        assertThat(burst).isEqualTo(10);
    }
}
