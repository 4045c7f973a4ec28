package io.serai.hub.http;

import io.cloudevents.CloudEvent;
import io.serai.delivery.EventTypes;
import io.serai.store.EventStore;
import io.serai.store.LogSlice;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks the log from a position on, partition after partition, and stops after a bounded number of events looked at:
 * however large the log, one call costs little, and the caller decides whether to go on.
 */
final class EventSearch {

    private static final int STRETCH = 20_000;
    private static final int SLICE = 500;

    private final EventStore store;
    private final Wanted wanted;
    private final EventTypes types;

    EventSearch(EventStore store, Wanted wanted) {
        this.store = store;
        this.wanted = wanted;
        this.types = types(wanted.type());
    }

    /** What is looked for; what is empty matches all. */
    record Wanted(
            Optional<String> type,
            Optional<String> source,
            Optional<String> subject,
            Optional<String> correlationId,
            Optional<Instant> from,
            Optional<Instant> to) {}

    Page<EventsController.Shown> page(Optional<String> after, int limit) {
        Position cursor = after.map(EventSearch::cursor).orElse(new Position(0, 0));
        List<EventsController.Shown> found = new ArrayList<>();
        int looked = 0;
        long offset = cursor.offset();
        for (int partition = cursor.partition(); partition < store.partitions(); partition++, offset = 0) {
            long next = Math.max(offset, begin(partition));
            long end = end(partition);
            while (next < end) {
                if (looked >= STRETCH) {
                    return new Page<>(found, new Position(partition, next).toString());
                }
                LogSlice slice = store.read(partition, next, (int) Math.min(SLICE, end - next));
                for (StoredEvent event : slice.events()) {
                    if (event.position().offset() >= end) {
                        break;
                    }
                    looked++;
                    if (matches(event)) {
                        if (found.size() == limit) {
                            return new Page<>(found, event.position().toString());
                        }
                        found.add(EventsController.Shown.of(event));
                    }
                }
                if (slice.next() <= next) {
                    break;
                }
                next = slice.next();
            }
        }
        return new Page<>(found, null);
    }

    private long begin(int partition) {
        long first = store.first(partition);
        return wanted.from()
                .map(time -> Math.max(first, store.offsetAt(partition, time)))
                .orElse(first);
    }

    private long end(int partition) {
        long committed = store.committed(partition);
        return wanted.to()
                .map(time -> Math.min(committed, store.offsetAt(partition, time)))
                .orElse(committed);
    }

    /** The type is known without decoding the event. */
    private boolean matches(StoredEvent stored) {
        if (!types.match(stored.type())) {
            return false;
        }
        if (wanted.source().isEmpty()
                && wanted.subject().isEmpty()
                && wanted.correlationId().isEmpty()) {
            return true;
        }
        CloudEvent event = stored.event();
        return wanted.source()
                        .map(source -> source.equals(event.getSource().toString()))
                        .orElse(true)
                && wanted.subject()
                        .map(subject -> subject.equals(event.getSubject()))
                        .orElse(true)
                && wanted.correlationId()
                        .map(id -> id.equals(event.getExtension("correlationid")))
                        .orElse(true);
    }

    private static EventTypes types(Optional<String> type) {
        try {
            return type.map(one -> new EventTypes(List.of(one))).orElse(EventTypes.ALL);
        } catch (IllegalArgumentException noType) {
            throw ProblemException.badRequest(String.valueOf(noType.getMessage()));
        }
    }

    private static Position cursor(String after) {
        try {
            return Position.parse(after);
        } catch (IllegalArgumentException noCursor) {
            throw ProblemException.badRequest("after must be 'next' of the page before, was '" + after + "'");
        }
    }
}
