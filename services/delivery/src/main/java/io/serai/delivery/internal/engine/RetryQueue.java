package io.serai.delivery.internal.engine;

import io.serai.delivery.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Deliveries that wait for the time of their next attempt. Touched only inside the subscription's mailbox. */
final class RetryQueue {

    /** The clock may be set: it is looked at this often. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Environment environment;
    private final Mailbox mailbox;
    private final PriorityQueue<Delivery> waiting = new PriorityQueue<>(Comparator.comparing(Delivery::due)
            .thenComparing(delivery -> delivery.reader.partition.number())
            .thenComparing(delivery -> delivery.offset));
    private Timer.@Nullable Scheduled alarm;
    private Instant alarmAt = Instant.MAX;

    RetryQueue(Environment environment, Mailbox mailbox) {
        this.environment = environment;
        this.mailbox = mailbox;
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
        arm();
    }

    int size() {
        return waiting.size();
    }

    void removeClosed() {
        waiting.removeIf(delivery -> delivery.reader.closed());
    }

    /** The next one whose time has come. */
    @Nullable
    Delivery poll() {
        Delivery first = waiting.peek();
        if (first == null) {
            return null;
        }
        if (first.due().isAfter(environment.clock().instant())) {
            arm();
            return null;
        }
        return waiting.poll();
    }

    private void arm() {
        Delivery first = waiting.peek();
        if (first == null || !first.due().isBefore(alarmAt)) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = first.due();
        Duration wait = Duration.between(environment.clock().instant(), alarmAt);
        alarm = environment
                .timer()
                .schedule(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT, () -> mailbox.post(this::rang));
    }

    private void rang() {
        // what is due is taken out by poll, which sets the next alarm
        alarm = null;
        alarmAt = Instant.MAX;
    }
}
