package io.serai.delivery.internal.engine;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import io.serai.delivery.Policy;
import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRow.State;
import io.serai.delivery.internal.rows.EventFacts;
import io.serai.delivery.internal.rows.Intents;
import io.serai.store.ConflictException;
import io.serai.store.Position;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows the end of an attempt. Touched only inside the subscription's mailbox.
 *
 * <ol>
 *   <li>Done, with a reply: the reply is published first.
 *   <li>Done: its row goes (a redriven letter's says resolved), the cursor and the key go on.
 *   <li>Failed, the target known to be down: put aside, nothing is counted.
 *   <li>Failed: the row, counting the attempt, is written; <em>when it is durable</em> the cursor goes on. Then the
 *       delivery waits for its time, or is dead and its intents are carried out.
 * </ol>
 */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final String subscription;
    private final Environment environment;
    private final Mailbox mailbox;
    private final Counters counters;
    private final OutageGate gate;
    private final Consumer<Delivery> ready;
    private final Consumer<Delivery> retry;
    private final Consumer<PartitionReader> goOn;
    private final BiConsumer<PartitionReader, Long> died;

    /**
     * @param ready takes deliveries that are to start as soon as there is a slot
     * @param retry takes deliveries that wait for their time
     * @param goOn is told of readers that may have something to start again
     * @param died is told of new dead letters
     */
    Settlement(
            String subscription,
            Environment environment,
            Mailbox mailbox,
            Counters counters,
            OutageGate gate,
            Consumer<Delivery> ready,
            Consumer<Delivery> retry,
            Consumer<PartitionReader> goOn,
            BiConsumer<PartitionReader, Long> died) {
        this.subscription = subscription;
        this.environment = environment;
        this.mailbox = mailbox;
        this.counters = counters;
        this.gate = gate;
        this.ready = ready;
        this.retry = retry;
        this.goOn = goOn;
        this.died = died;
    }

    void settle(Delivery delivery, Outcome outcome, Active active) {
        if (delivery.reader.closed()) {
            return;
        }
        if (outcome instanceof Outcome.Delivered done) {
            gate.answered();
            if (done.reply().isPresent()) {
                publish(delivery, done.reply().get(), active);
            } else {
                delivered(delivery);
            }
        } else if (outcome instanceof Outcome.Failed failed) {
            failed(delivery, failed.failure(), active);
        }
    }

    private void publish(Delivery delivery, CloudEvent reply, Active active) {
        StoredEvent event = delivery.event;
        if (event == null || delivery.reader.closed()) {
            return;
        }
        environment
                .publisher()
                .publish(CausedEvents.reply(subscription, event.position(), event.event(), reply))
                .whenComplete((appended, failure) -> mailbox.post(() -> published(delivery, reply, active, failure)));
    }

    private void published(Delivery delivery, CloudEvent reply, Active active, @Nullable Throwable thrown) {
        Throwable failure = Unwrapped.of(thrown);
        if (failure == null || failure instanceof ConflictException) {
            // a conflict: an earlier attempt's reply stands, this one differs from it
            delivered(delivery);
        } else if (failure instanceof StoreUnavailableException) {
            environment.timer().schedule(AGAIN_AFTER, () -> mailbox.post(() -> publish(delivery, reply, active)));
        } else {
            failed(delivery, Failure.of(failure), active);
        }
    }

    private void delivered(Delivery delivery) {
        PartitionReader reader = delivery.reader;
        if (reader.closed()) {
            return;
        }
        counters.delivered.incrementAndGet();
        delivery.event = null;
        DeliveryRow row = delivery.row;
        if (row != null) {
            forget(delivery);
            if (row.state() == State.REDRIVING) {
                reader.rows.put(delivery.offset, row.resolved(environment.now()), null, false);
            } else {
                reader.rows.done(delivery.offset, row, environment.now());
            }
        }
        reader.close(delivery);
        if (delivery.keyed) {
            next(reader, reader.keys.ended(delivery, true));
            if (delivery.walked) {
                reader.keepWalk(delivery);
            }
        }
    }

    /** Its event is not in the log any more: there is nothing to deliver. */
    void gone(Delivery delivery) {
        PartitionReader reader = delivery.reader;
        DeliveryRow row = delivery.row;
        if (row != null) {
            forget(delivery);
            if (row.state() == State.REDRIVING) {
                Optional<String> why = Optional.of("the event is not in the log any more");
                reader.rows.put(delivery.offset, row.discarded(environment.now(), "hub", why), null, false);
            } else {
                reader.rows.remove(delivery.offset, row);
            }
        }
        reader.close(delivery);
        if (delivery.keyed) {
            next(reader, reader.keys.ended(delivery, true));
        }
    }

    private void failed(Delivery delivery, Failure failure, Active active) {
        Instant now = environment.now();
        counters.failed(failure, now);
        OutageGate.Effect effect = gate.failed(failure, now);
        if (effect == OutageGate.Effect.DOES_NOT_COUNT) {
            ready.accept(delivery);
            return;
        }
        if (effect == OutageGate.Effect.COUNTS_AND_SHUTS) {
            LOG.warn(
                    "subscription '{}': its target counts as down after {} failures in a row, the last: {}; it is probed every {}",
                    subscription,
                    active.policy().outage().after(),
                    failure.message(),
                    active.policy().outage().probe());
        }
        StoredEvent event = delivery.event;
        DeliveryRow row = delivery.row;
        if (row == null) {
            if (event == null) {
                throw new IllegalStateException("attempt without an event at " + position(delivery));
            }
            row = DeliveryRow.fresh(EventFacts.of(event), now);
        }
        decide(delivery, row.failed(now, failure), failure, active);
    }

    /** The newest attempt is counted in the row: what now. */
    void decide(Delivery delivery, DeliveryRow row, Failure failure, Active active) {
        Instant now = environment.now();
        Position position = position(delivery);
        long seed = subscription.hashCode() * 31L + position.packed();
        RetryPlan.Verdict verdict = active.retryPlan().after(row, failure, now, seed);
        if (verdict instanceof RetryPlan.Verdict.Again again) {
            delivery.dueNanos = environment.timer().nanos()
                    + Duration.between(now, again.due()).toNanos();
            keep(delivery, row.retryAt(again.due()));
        } else if (verdict instanceof RetryPlan.Verdict.Dead dead) {
            LOG.warn(
                    "subscription '{}': delivery of {} is dead after {} attempts ({}): {}",
                    subscription,
                    position,
                    row.attempts(),
                    dead.reason(),
                    row.message());
            boolean blocks = delivery.keyed && active.policy().deadLetter().blocksKey();
            keep(delivery, row.dead(now, dead.reason(), intents(row, active), blocks));
        }
    }

    private Intents intents(DeliveryRow row, Active active) {
        Policy.DeadLetterPolicy policy = active.policy().deadLetter();
        boolean known = environment
                .catalog()
                .type(row.event().type())
                .flatMap(type -> type.failType())
                .isPresent();
        if (policy.failEvent() && !known) {
            LOG.warn(
                    "subscription '{}': no fail event for the dead letter: the catalogue names no fail type for '{}'"
                            + " (add fail: to it in catalog.yaml)",
                    subscription,
                    row.event().type());
        }
        return row.intents().dying(policy.failEvent() && known, policy.to());
    }

    private void keep(Delivery delivery, DeliveryRow decided) {
        PartitionReader reader = delivery.reader;
        if (reader.closed()) {
            return;
        }
        boolean dead = decided.state() == State.DEAD;
        boolean blocks = dead ? decided.blocksKey() : delivery.keyed && decided.state() == State.RETRYING;
        DeliveryRow row = decided.state() == State.RETRYING ? decided.blocking(blocks) : decided;
        hold(delivery, row);
        BlockedKeyRow marker = blocks && !delivery.blocks ? new BlockedKeyRow(reader.keys.markerFor(delivery)) : null;
        reader.rows.put(delivery.offset, row, marker, true).whenComplete((written, failure) -> {
            if (failure == null) {
                mailbox.post(() -> kept(delivery, dead, blocks));
            } else if (!CursorBook.notOwner(failure)) {
                environment.timer().schedule(AGAIN_AFTER, () -> mailbox.post(() -> keep(delivery, row)));
            }
        });
    }

    private void kept(Delivery delivery, boolean dead, boolean blocks) {
        PartitionReader reader = delivery.reader;
        if (reader.closed()) {
            return;
        }
        delivery.event = null;
        if (blocks) {
            for (Delivery waited : reader.keys.blocked(delivery)) {
                reader.close(waited);
            }
        }
        reader.close(delivery);
        if (delivery.keyed) {
            next(reader, reader.keys.ended(delivery, dead && !blocks));
        }
        if (dead) {
            if (blocks) {
                reader.holds.add(delivery.offset);
            }
            forget(delivery);
            counters.dead.incrementAndGet();
            reader.dead++;
            died.accept(reader, delivery.offset);
        } else {
            retry.accept(delivery);
        }
    }

    /** The delivery has a row from now on. */
    void hold(Delivery delivery, DeliveryRow row) {
        if (delivery.row == null) {
            counters.retrying.incrementAndGet();
            delivery.reader.active.put(delivery.offset, delivery);
        }
        delivery.row = row;
    }

    private void forget(Delivery delivery) {
        delivery.row = null;
        delivery.reader.active.remove(delivery.offset);
        counters.retrying.decrementAndGet();
    }

    /** A dead letter does not hold its key any more. */
    void release(PartitionReader reader, String key) {
        next(reader, reader.keys.release(key));
    }

    private void next(PartitionReader reader, @Nullable Delivery following) {
        if (following != null) {
            ready.accept(following);
        } else if (reader.walkWaits()) {
            goOn.accept(reader);
        }
    }

    static Position position(Delivery delivery) {
        return new Position(delivery.reader.partition.number(), delivery.offset);
    }
}
