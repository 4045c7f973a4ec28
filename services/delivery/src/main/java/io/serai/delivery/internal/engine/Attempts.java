package io.serai.delivery.internal.engine;

import io.serai.delivery.Attempt;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of one subscription in flight. Touched only inside its mailbox.
 *
 * <p>An attempt ends once: with the target's answer or at its deadline, whichever is first. Its slot is taken until the
 * target's stage completes, be it long after the deadline.
 */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final String subscription;
    private final Environment environment;
    private final Mailbox mailbox;
    private final Ended ended;
    // those that are neither answered nor overdue, oldest first
    private final Set<Call> live = new LinkedHashSet<>();
    private boolean timerArmed;
    private volatile int slots;

    Attempts(String subscription, Environment environment, Mailbox mailbox, Ended ended) {
        this.subscription = subscription;
        this.environment = environment;
        this.mailbox = mailbox;
        this.ended = ended;
    }

    /** Slots taken. */
    int inFlight() {
        return slots;
    }

    /** Attempts that may still end with an answer. */
    int live() {
        return live.size();
    }

    boolean running(long partition, long offset) {
        return live.stream()
                .anyMatch(
                        call -> call.delivery.offset == offset && call.delivery.reader.partition.number() == partition);
    }

    void begin(Delivery delivery, StoredEvent event, Active now) {
        Duration timeout = now.policy().timeout();
        takeSlot(1);
        Attempt attempt = new Attempt(
                event,
                subscription,
                delivery.number(),
                delivery.reader.partition.incarnation(),
                false,
                environment.clock().instant().plus(timeout));
        CompletableFuture<Outcome> answer = start(now.target(), attempt);
        if (answer.isDone()) {
            takeSlot(-1);
            ended.ended(delivery, outcome(answer), now);
            return;
        }
        Call call = new Call(delivery, now, environment.timer().nanos() + timeout.toNanos());
        live.add(call);
        arm(timeout);
        answer.whenComplete((outcome, failure) -> mailbox.post(() -> answered(call, answer)));
    }

    private static CompletableFuture<Outcome> start(DeliveryTarget target, Attempt attempt) {
        try {
            CompletionStage<Outcome> stage = target.deliver(attempt);
            return stage.toCompletableFuture();
        } catch (Throwable thrown) {
            // also errors: a class missing in a route fails the attempt, not the subscription
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private void answered(Call call, CompletableFuture<Outcome> answer) {
        takeSlot(-1);
        if (live.remove(call)) {
            ended.ended(call.delivery, outcome(answer), call.then);
        } else {
            LOG.debug(
                    "subscription '{}': the answer to attempt at {}-{} came after its time-out and is ignored",
                    subscription,
                    call.delivery.reader.partition.number(),
                    call.delivery.offset);
        }
    }

    private static Outcome outcome(CompletableFuture<Outcome> answer) {
        try {
            @Nullable Outcome outcome = answer.join();
            return outcome == null
                    ? Outcome.failed(Failure.of(new IllegalStateException("the target answered nothing")))
                    : outcome;
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            OutOfMemory.tell(cause);
            return Outcome.failed(Failure.of(cause == null ? failed : cause));
        } catch (RuntimeException cancelled) {
            return Outcome.failed(Failure.of(cancelled));
        }
    }

    // written by the mailbox alone
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void takeSlot(int change) {
        slots += change;
    }

    private void arm(Duration wait) {
        if (!timerArmed) {
            timerArmed = true;
            environment.timer().schedule(wait, () -> mailbox.post(this::expire));
        }
    }

    private void expire() {
        timerArmed = false;
        long now = environment.timer().nanos();
        List<Call> overdue = new ArrayList<>();
        long first = Long.MAX_VALUE;
        for (Call call : live) {
            if (call.deadline - now <= 0) {
                overdue.add(call);
            } else {
                first = Math.min(first, call.deadline - now);
            }
        }
        if (first < Long.MAX_VALUE) {
            arm(Duration.ofNanos(first));
        }
        for (Call call : overdue) {
            live.remove(call);
            ended.ended(
                    call.delivery,
                    Outcome.failed(Failure.timeout(call.then.policy().timeout())),
                    call.then);
        }
    }

    /** Hears how attempts ended, with the declaration under which they began. */
    @FunctionalInterface
    interface Ended {
        void ended(Delivery delivery, Outcome outcome, Active then);
    }

    private static final class Call {

        private final Delivery delivery;
        private final Active then;
        private final long deadline;

        private Call(Delivery delivery, Active then, long deadline) {
            this.delivery = delivery;
            this.then = then;
            this.deadline = deadline;
        }
    }
}
