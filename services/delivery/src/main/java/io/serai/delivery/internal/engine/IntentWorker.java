package io.serai.delivery.internal.engine;

import io.cloudevents.CloudEvent;
import io.serai.delivery.Catalog;
import io.serai.delivery.Hops;
import io.serai.delivery.SchemaViolationException;
import io.serai.delivery.TooManyHopsException;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.Intents;
import io.serai.store.ConflictException;
import io.serai.store.InvalidEventException;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what dead letters still have to tell others. Touched only inside the subscription's mailbox.
 *
 * <ol>
 *   <li>The intent stands in the letter's row, written with its death.
 *   <li>It is carried out, again and again until it succeeds.
 *   <li>It is struck off. A crash before that carries it out again: the fail event has the same id then, and is kept
 *       once.
 * </ol>
 */
final class IntentWorker {

    private static final Logger LOG = LoggerFactory.getLogger(IntentWorker.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 8;

    private final String subscription;
    private final Environment environment;
    private final Mailbox mailbox;

    IntentWorker(String subscription, Environment environment, Mailbox mailbox) {
        this.subscription = subscription;
        this.environment = environment;
        this.mailbox = mailbox;
    }

    void start(PartitionReader reader, long offset) {
        publish(reader, offset, 0);
        forward(reader, offset, 0);
    }

    private void publish(PartitionReader reader, long offset, int failures) {
        DeliveryRow row = current(reader, offset);
        if (row == null || !row.intents().failEvent()) {
            return;
        }
        Optional<String> type = environment.catalog().type(row.event().type()).flatMap(Catalog.EventType::failType);
        if (type.isEmpty()) {
            update(reader, offset, "fail event", "the catalogue names no fail type any more", Intents::published);
            return;
        }
        CloudEvent event =
                CausedEvents.failEvent(type.get(), subscription, position(reader, offset), row, hops(reader, offset));
        environment
                .publisher()
                .publish(event)
                .whenComplete((appended, thrown) -> mailbox.post(() -> {
                    Throwable failure = Unwrapped.of(thrown);
                    if (failure == null || failure instanceof ConflictException) {
                        update(reader, offset, "fail event", "published as " + event.getId(), Intents::published);
                    } else if (failure instanceof InvalidEventException
                            || failure instanceof SchemaViolationException
                            || failure instanceof TooManyHopsException) {
                        LOG.error(
                                "subscription '{}': the fail event of {} can never be published: {}",
                                subscription,
                                position(reader, offset),
                                failure.getMessage());
                        update(
                                reader,
                                offset,
                                "fail event",
                                "cannot be published: " + failure.getMessage(),
                                Intents::published);
                    } else {
                        again(failures, "fail event", failure, () -> publish(reader, offset, failures + 1));
                    }
                }));
    }

    // of an event that is not in the log any more nothing is known
    private static int hops(PartitionReader reader, long offset) {
        StoredEvent dead = reader.read(offset);
        return dead == null ? 1 : Hops.after(dead.event());
    }

    private void forward(PartitionReader reader, long offset, int failures) {
        DeliveryRow row = current(reader, offset);
        if (row == null || row.intents().forwardTo().isEmpty()) {
            return;
        }
        String endpoint = row.intents().forwardTo().get();
        StoredEvent stored = reader.read(offset);
        if (stored == null) {
            update(reader, offset, "dead-letter.to", "the event is not in the log any more", Intents::forwarded);
            return;
        }
        Position position = position(reader, offset);
        CloudEvent event = CausedEvents.forwarded(stored.event(), subscription, row);
        environment
                .sender()
                .thenCompose(sender -> {
                    try {
                        return sender.send(endpoint, LetterView.of(subscription, position, row), event);
                    } catch (RuntimeException thrown) {
                        return CompletableFuture.failedFuture(thrown);
                    }
                })
                .whenComplete((sent, failure) -> mailbox.post(() -> {
                    if (failure == null) {
                        update(reader, offset, "dead-letter.to", "sent to " + endpoint, Intents::forwarded);
                    } else {
                        again(
                                failures,
                                "sending on to " + endpoint,
                                failure,
                                () -> forward(reader, offset, failures + 1));
                    }
                }));
    }

    private void again(int failures, String what, Throwable failure, Runnable task) {
        LOG.warn(
                "subscription '{}': {} of a dead letter failed, tried again: {}",
                subscription,
                what,
                String.valueOf(Unwrapped.of(failure)));
        environment
                .timer()
                .schedule(FIRST_WAIT.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS)), () -> mailbox.post(task));
    }

    private void update(
            PartitionReader reader, long offset, String what, String detail, UnaryOperator<Intents> change) {
        DeliveryRow row = current(reader, offset);
        if (row == null) {
            return;
        }
        DeliveryRow next = row.noting(environment.now(), what, detail).intending(change.apply(row.intents()));
        Delivery active = reader.active.get(offset);
        if (active != null) {
            active.row = next;
        }
        reader.rows.put(offset, next, null, false);
    }

    private @Nullable DeliveryRow current(PartitionReader reader, long offset) {
        if (reader.closed()) {
            return null;
        }
        Delivery active = reader.active.get(offset);
        return active != null && active.row != null
                ? active.row
                : reader.rows.find(offset).orElse(null);
    }

    private static Position position(PartitionReader reader, long offset) {
        return new Position(reader.partition.number(), offset);
    }
}
