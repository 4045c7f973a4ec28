package io.serai.delivery.internal.engine;

import io.serai.delivery.Fate;
import io.serai.delivery.Fate.State;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRowCodec;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.EventStore;
import io.serai.store.StoredEvent;
import java.util.Optional;

/** What became of one event at one subscription. */
final class FateView {

    private FateView() {}

    static Fate of(SubscriptionRunner runner, StoredEvent event, EventStore store) {
        int partition = event.position().partition();
        long offset = event.position().offset();
        String key = RowKeys.delivery(runner.name(), offset);
        byte[] bytes = store.work(partition, key).get(key);
        if (bytes != null) {
            return kept(runner, DeliveryRowCodec.decode(bytes), partition, offset);
        }
        Optional<String> unwanted = runner.active().flatMap(active -> whyNot(active, event));
        if (unwanted.isPresent()) {
            return new Fate(runner.name(), State.NO_MATCH, unwanted.get());
        }
        return runner.ask(() -> read(runner, event, partition, offset));
    }

    private static Fate kept(SubscriptionRunner runner, DeliveryRow row, int partition, long offset) {
        String failures = row.attempts() + (row.attempts() == 1 ? " attempt" : " attempts") + " failed, the last with "
                + row.cause() + ": " + row.message();
        return switch (row.state()) {
            case RETRYING, REDRIVING ->
                runner.ask(() -> runner.attempting(partition, offset))
                        ? new Fate(runner.name(), State.IN_FLIGHT, failures)
                        : new Fate(runner.name(), State.RETRYING, failures + "; the next is due at " + row.due());
            case DEAD -> new Fate(runner.name(), State.DEAD, row.reason() + "; " + failures);
            case DONE -> new Fate(runner.name(), State.DELIVERED, "delivered at " + row.since());
            case RESOLVED -> new Fate(runner.name(), State.RESOLVED, "redriven with success at " + row.since());
            case DISCARDED -> new Fate(runner.name(), State.DISCARDED, "discarded at " + row.since());
        };
    }

    private static Optional<String> whyNot(Active active, StoredEvent event) {
        if (!active.subscription().types().match(event.type())) {
            return Optional.of("type '" + event.type() + "' is none of "
                    + active.subscription().types());
        }
        return active.wants(event)
                ? Optional.empty()
                : active.subscription().filter().map(filter -> "the filter does not match: " + filter);
    }

    private static Fate read(SubscriptionRunner runner, StoredEvent event, int partition, long offset) {
        String name = runner.name();
        Optional<PartitionReader> reader = runner.reader(partition);
        if (reader.isEmpty()) {
            return new Fate(name, State.PENDING, "this node does not deliver partition " + partition);
        }
        if (runner.attempting(partition, offset)) {
            return new Fate(name, State.IN_FLIGHT, "an attempt is running");
        }
        if (reader.get().blocked(event)) {
            return new Fate(name, State.BLOCKED, "waits for an earlier event of key '" + event.key() + "'");
        }
        if (offset >= reader.get().readTo()) {
            return new Fate(
                    name,
                    State.PENDING,
                    "the cursor is at " + reader.get().cursorNext() + " of partition " + partition);
        }
        if (offset < reader.get().began()) {
            return new Fate(name, State.DELIVERED, "delivered, or older than the subscription");
        }
        return reader.get().open(offset)
                ? new Fate(name, State.PENDING, "read, not started")
                : new Fate(name, State.DELIVERED, "delivered");
    }
}
