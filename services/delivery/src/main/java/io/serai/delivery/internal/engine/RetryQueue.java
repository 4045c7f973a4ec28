package io.serai.delivery.internal.engine;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that wait for the time of their next attempt. Touched only inside the subscription's mailbox.
 *
 * <p>What is stored is the time by the clock; what is waited for here is monotonic, so that a clock which is set ahead or
 * back while a delivery waits neither hastens nor delays it. Where the clock was set back before – while the process was
 * down, say – a delivery waits no longer than its delay was.
 */
final class RetryQueue {

    private final Environment environment;
    private final Mailbox mailbox;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private Timer.@Nullable Scheduled alarm;
    private long alarmAt;

    RetryQueue(Environment environment, Mailbox mailbox) {
        this.environment = environment;
        this.mailbox = mailbox;
    }

    /** @param at by monotonic time */
    private record Waiting(Delivery delivery, long at) implements Comparable<Waiting> {

        @Override
        public int compareTo(Waiting other) {
            if (at != other.at) {
                return at - other.at < 0 ? -1 : 1;
            }
            int partition =
                    Integer.compare(delivery.reader.partition.number(), other.delivery.reader.partition.number());
            return partition != 0 ? partition : Long.compare(delivery.offset, other.delivery.offset);
        }
    }

    void add(Delivery delivery) {
        Long decided = delivery.dueNanos;
        waiting.add(new Waiting(
                delivery,
                decided != null
                        ? decided
                        : environment.timer().nanos() + left(delivery).toNanos()));
        delivery.dueNanos = null;
        arm();
    }

    /** Of a delivery that the store has told of. */
    private Duration left(Delivery delivery) {
        DeliveryRow row = delivery.row;
        if (row == null || row.history().isEmpty()) {
            return Duration.ZERO;
        }
        List<DeadLetter.Entry> history = row.history();
        Instant decided = history.get(history.size() - 1).time();
        Duration delay = Duration.between(decided, row.due());
        Duration left = Duration.between(environment.clock().instant(), row.due());
        Duration shorter = left.compareTo(delay) < 0 ? left : delay;
        return shorter.isNegative() ? Duration.ZERO : shorter;
    }

    int size() {
        return waiting.size();
    }

    void removeClosed() {
        waiting.removeIf(one -> one.delivery.reader.closed());
    }

    /** The next one whose time has come. */
    @Nullable
    Delivery poll() {
        Waiting first = waiting.peek();
        if (first == null) {
            return null;
        }
        if (first.at - environment.timer().nanos() > 0) {
            arm();
            return null;
        }
        waiting.remove();
        return first.delivery;
    }

    private void arm() {
        Waiting first = waiting.peek();
        if (first == null || (alarm != null && first.at - alarmAt >= 0)) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = first.at;
        Duration wait = Duration.ofNanos(first.at - environment.timer().nanos());
        alarm = environment.timer().schedule(wait, () -> mailbox.post(this::rang));
    }

    private void rang() {
        // what is due is taken out by poll, which sets the next alarm
        alarm = null;
    }
}
