package io.serai.bench.chaos.check;

import io.serai.bench.chaos.check.Event.Key;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.Kept;
import io.serai.bench.chaos.history.Entry.PublishBegan;
import io.serai.store.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All events of a history and where they are in the log: as it was read at the end, else as the first answer or delivery
 * says.
 */
final class EventLog {

    private final Map<String, Event> byId = new HashMap<>();
    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, String> shared = new HashMap<>();
    private final List<Event> all = new ArrayList<>();
    private final List<Event> byPosition = new ArrayList<>();

    void published(long line, PublishBegan event) {
        if (!byId.containsKey(event.id())) {
            add(event.id(), event.key(), event.type(), event.source(), event.number(), event.checksum(), line)
                            .publishedAt =
                    event.at();
        }
    }

    void kept(long line, Kept event) {
        Event known = byId.get(event.id());
        if (known == null) {
            String key = event.key() == null ? "" : event.key();
            known = add(event.id(), key, event.type(), event.source(), event.number(), 0, 0);
        }
        if (known.kept == 0) {
            known.kept = line;
            known.position = packed(event.position());
        }
    }

    /** It was said to be there. */
    void sighted(String id, String position) {
        Event known = byId.get(id);
        if (known != null && known.position == Event.NOWHERE) {
            known.position = packed(position);
        }
    }

    void sighted(AttemptBegan attempt) {
        if (!byId.containsKey(attempt.id())) {
            add(attempt.id(), attempt.key(), attempt.type(), attempt.source(), attempt.number(), attempt.checksum(), 0);
        }
        sighted(attempt.id(), attempt.position());
    }

    private Event add(String id, String key, String type, String source, long number, long checksum, long line) {
        Key owner = keys.computeIfAbsent(key, name -> new Key(name, keys.size()));
        Event event = new Event(id, all.size(), owner, shared(type), shared(source), number, checksum, line);
        all.add(event);
        byId.put(id, event);
        return event;
    }

    private String shared(String text) {
        return shared.computeIfAbsent(text, same -> same);
    }

    /** All was seen: orders the events. */
    void close() {
        all.stream().filter(event -> event.position != Event.NOWHERE).forEach(byPosition::add);
        byPosition.sort(Comparator.comparingLong(event -> event.position));
        for (Event event : byPosition) {
            event.ordinal = event.key.events.size();
            event.key.events.add(event);
        }
    }

    int size() {
        return all.size();
    }

    Collection<Key> keys() {
        return keys.values();
    }

    List<Event> all() {
        return all;
    }

    /** Those that have a position, in order of it. */
    List<Event> byPosition() {
        return byPosition;
    }

    @Nullable
    Event find(String id) {
        return byId.get(id);
    }

    /** The event there; where two were said to be, one of them. */
    @Nullable
    Event at(long position) {
        int low = 0;
        int high = byPosition.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = byPosition.get(middle).position;
            if (found == position) {
                return byPosition.get(middle);
            }
            if (found < position) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    static long packed(String position) {
        return Position.parse(position).packed();
    }

    static int partition(long packed) {
        return Position.unpack(packed).partition();
    }

    static long offset(long packed) {
        return Position.unpack(packed).offset();
    }
}
