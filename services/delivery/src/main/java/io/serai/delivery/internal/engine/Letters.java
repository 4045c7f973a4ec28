package io.serai.delivery.internal.engine;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.EventTypes;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRowCodec;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.EventStore;
import io.serai.store.Position;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The dead letters of all subscriptions, read from the rows; what is done to one is done by its subscription. */
final class Letters implements DeadLetters {

    private final EventStore store;
    private final Engine engine;

    Letters(EventStore store, Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    /** Of the rows of all partitions no more are kept at a time than those of one, and the page. */
    @Override
    public List<DeadLetter> list(Query query, Optional<String> after, int limit) {
        String prefix = query.subscription().map(RowKeys::deliveries).orElse(RowKeys.DELIVERIES);
        Optional<EventTypes> types = query.type().map(EventTypes::parse);
        Id start = after.map(Id::parse).orElse(null);
        TreeMap<Id, DeadLetter> page = new TreeMap<>();
        for (int partition = 0; partition < store.partitions(); partition++) {
            if (query.subscription().isPresent() && page.size() == limit) {
                // of one subscription, what is in later partitions comes later
                break;
            }
            int number = partition;
            store.work(partition, prefix).forEach((key, row) -> {
                Id id = Id.ofKey(key, number);
                boolean follows = start == null || id.compareTo(start) > 0;
                if (follows && (page.size() < limit || id.compareTo(page.lastKey()) < 0)) {
                    view(id, DeliveryRowCodec.decode(row))
                            .filter(letter -> fits(letter, query, types))
                            .ifPresent(letter -> page.put(id, letter));
                }
                if (page.size() > limit) {
                    page.pollLastEntry();
                }
            });
        }
        return List.copyOf(page.values());
    }

    private static boolean fits(DeadLetter letter, Query query, Optional<EventTypes> types) {
        return query.cause().map(letter.cause()::equals).orElse(true)
                && types.map(wanted -> wanted.match(letter.type())).orElse(true)
                && query.state().map(letter.state()::equals).orElse(true);
    }

    private static Optional<DeadLetter> view(Id id, DeliveryRow row) {
        return LetterView.state(row).map(state -> LetterView.of(id.subscription, id.position, row));
    }

    @Override
    public Optional<DeadLetter> get(String id) {
        return parsed(id).flatMap(parsed -> {
            if (parsed.position.partition() >= store.partitions()) {
                return Optional.empty();
            }
            String key = RowKeys.delivery(parsed.subscription, parsed.position.offset());
            byte[] row = store.work(parsed.position.partition(), key).get(key);
            return row == null ? Optional.empty() : view(parsed, DeliveryRowCodec.decode(row));
        });
    }

    @Override
    public CompletableFuture<DeadLetter> redrive(String id, String by, Optional<String> reason) {
        return act(id, (runner, position) -> runner.redrive(position, by, reason));
    }

    @Override
    public CompletableFuture<DeadLetter> discard(String id, String by, Optional<String> reason) {
        return act(id, (runner, position) -> runner.discard(position, by, reason));
    }

    private CompletableFuture<DeadLetter> act(String id, Action action) {
        Optional<Id> parsed = parsed(id);
        Optional<SubscriptionRunner> runner = parsed.flatMap(letter -> engine.runner(letter.subscription));
        if (parsed.isEmpty() || runner.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("there is no dead letter '" + id + "'"));
        }
        return action.on(runner.get(), parsed.get().position)
                .thenApply(row -> LetterView.of(parsed.get().subscription, parsed.get().position, row));
    }

    /** Where the letter is kept; empty where it is no id of a letter. */
    static Optional<Integer> partition(String id) {
        return parsed(id).map(letter -> letter.position.partition());
    }

    private static Optional<Id> parsed(String id) {
        try {
            return Optional.of(Id.parse(id));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Action {
        CompletableFuture<DeliveryRow> on(SubscriptionRunner runner, Position position);
    }

    private record Id(String subscription, Position position) implements Comparable<Id> {

        private static final Comparator<Id> ORDER =
                Comparator.comparing(Id::subscription).thenComparing(Id::position);

        static Id parse(String text) {
            int tilde = text.lastIndexOf('~');
            if (tilde <= 0) {
                throw new IllegalArgumentException(
                        "a dead letter's id is written subscription~partition-offset, was '" + text + "'");
            }
            return new Id(text.substring(0, tilde), Position.parse(text.substring(tilde + 1)));
        }

        static Id ofKey(String key, int partition) {
            return new Id(
                    key.substring(RowKeys.DELIVERIES.length(), key.lastIndexOf('/')),
                    new Position(partition, RowKeys.offset(key)));
        }

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }
}
