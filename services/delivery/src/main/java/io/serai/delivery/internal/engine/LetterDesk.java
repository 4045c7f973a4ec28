package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRow.State;
import io.serai.store.Position;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What people do to the dead letters of one subscription.
 *
 * <ol>
 *   <li>In the subscription's mailbox, so one after the other: the letter must be dead.
 *   <li>Its new state is written, durably; until then it is no longer dead for others that ask.
 *   <li>A redriven one is delivered as any retry, when no other event of its key is in flight. A discarded one lets go
 *       of its key.
 * </ol>
 */
final class LetterDesk {

    private final String subscription;
    private final Environment environment;
    private final Mailbox mailbox;
    private final Counters counters;
    private final Settlement settlement;
    private final IntFunction<Optional<PartitionReader>> readers;
    private final Consumer<Delivery> retry;

    LetterDesk(
            String subscription,
            Environment environment,
            Mailbox mailbox,
            Counters counters,
            Settlement settlement,
            IntFunction<Optional<PartitionReader>> readers,
            Consumer<Delivery> retry) {
        this.subscription = subscription;
        this.environment = environment;
        this.mailbox = mailbox;
        this.counters = counters;
        this.settlement = settlement;
        this.readers = readers;
        this.retry = retry;
    }

    CompletableFuture<DeliveryRow> redrive(Position position, String by, Optional<String> reason) {
        return change(position, row -> row.redriving(environment.now(), by, reason), (reader, row) -> {
            Delivery delivery =
                    new Delivery(reader, position.offset(), row.event().key());
            // where there is no order only letters of one key wait for each other
            delivery.keyed = true;
            delivery.blocks = reader.holds.remove(position.offset());
            settlement.hold(delivery, row);
            retry.accept(delivery);
        });
    }

    CompletableFuture<DeliveryRow> discard(Position position, String by, Optional<String> reason) {
        return change(position, row -> row.discarded(environment.now(), by, reason), (reader, row) -> {
            if (reader.holds.remove(position.offset())) {
                settlement.release(reader, row.event().key());
            }
        });
    }

    private CompletableFuture<DeliveryRow> change(
            Position position, Function<DeliveryRow, DeliveryRow> change, Then then) {
        CompletableFuture<DeliveryRow> done = new CompletableFuture<>();
        mailbox.post(() -> {
            try {
                changeNow(position, change, then, done);
            } catch (RuntimeException refused) {
                done.completeExceptionally(refused);
            }
        });
        return done;
    }

    private void changeNow(
            Position position,
            Function<DeliveryRow, DeliveryRow> change,
            Then then,
            CompletableFuture<DeliveryRow> done) {
        String id = LetterView.id(subscription, position);
        PartitionReader reader = readers.apply(position.partition())
                .orElseThrow(() -> new IllegalStateException(
                        "dead letter '" + id + "' is in a partition that this node does not own; ask its owner"));
        DeliveryRow row = reader.rows
                .find(position.offset())
                .filter(found -> LetterView.state(found).isPresent())
                .orElseThrow(() -> new IllegalArgumentException("there is no dead letter '" + id + "'"));
        if (row.state() != State.DEAD) {
            throw new IllegalStateException("dead letter '" + id + "' is "
                    + row.state().name().toLowerCase(java.util.Locale.ROOT) + ", not dead");
        }
        DeliveryRow next = change.apply(row);
        reader.rows
                .put(position.offset(), next, null, true)
                .whenComplete((written, failure) ->
                        mailbox.post(() -> kept(reader, position.offset(), next, then, done, failure)));
    }

    private void kept(
            PartitionReader reader,
            long offset,
            DeliveryRow row,
            Then then,
            CompletableFuture<DeliveryRow> done,
            @Nullable Throwable failure) {
        if (failure != null) {
            done.completeExceptionally(failure);
            return;
        }
        counters.dead.decrementAndGet();
        reader.dead--;
        // an intent may have been struck off meanwhile
        then.kept(reader, reader.rows.find(offset).orElse(row));
        done.complete(row);
    }

    @FunctionalInterface
    private interface Then {
        void kept(PartitionReader reader, DeliveryRow row);
    }
}
