package io.serai.delivery.support;

import io.serai.delivery.Attempt;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Writes down every attempt, and answers as told. */
public final class RecordingTarget implements DeliveryTarget {

    /** An attempt with the time when it began. */
    public record Seen(Instant time, Attempt attempt) {

        public String key() {
            return attempt.event().key();
        }

        public int number() {
            return attempt.number();
        }

        public String id() {
            return attempt.event().event().getId();
        }

        @Override
        public String toString() {
            return id() + "#" + number();
        }
    }

    /** What the target refuses without looking as if it were down. */
    public static final Failure REFUSED = Failure.http(409, "not now", Optional.empty());

    public static final Failure DOWN = Failure.http(503, "down", Optional.empty());

    public final List<Seen> seen = new ArrayList<>();
    private final Clock clock;
    private Function<Attempt, CompletionStage<Outcome>> answer =
            attempt -> CompletableFuture.completedFuture(Outcome.delivered());

    public RecordingTarget(TestHub hub) {
        this.clock = hub.time;
    }

    public RecordingTarget answering(Function<Attempt, CompletionStage<Outcome>> how) {
        answer = how;
        return this;
    }

    public RecordingTarget delivering() {
        return answering(attempt -> CompletableFuture.completedFuture(Outcome.delivered()));
    }

    public RecordingTarget failing(Failure failure) {
        return answering(attempt -> CompletableFuture.completedFuture(Outcome.failed(failure)));
    }

    /** Fails where the condition holds, delivers else. */
    public RecordingTarget failingWhere(Function<Attempt, Boolean> condition, Failure failure) {
        return answering(attempt -> CompletableFuture.completedFuture(
                condition.apply(attempt) ? Outcome.failed(failure) : Outcome.delivered()));
    }

    @Override
    public CompletionStage<Outcome> deliver(Attempt attempt) {
        seen.add(new Seen(clock.instant(), attempt));
        return answer.apply(attempt);
    }

    /** As {@code id#attempt}. */
    public List<String> attempts() {
        return seen.stream().map(Seen::toString).toList();
    }
}
