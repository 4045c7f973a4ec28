package io.serai.delivery.simulation;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import io.serai.store.ConflictException;
import io.serai.store.EventStore;
import io.serai.store.LogSlice;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the log has promised so far (G1, G2, G3): kept outside of it, checked against whatever it says next. */
final class LogModel {

    /** The one type whose events do not stay for good. */
    static final String EXPIRING = "payment.made";

    static final Duration RETENTION = Duration.ofMinutes(6);

    private final VirtualTime time;
    private final Ledger ledger;
    private final Function<Position, List<String>> needing;
    private final List<TreeMap<Long, Seen>> seen = new ArrayList<>();
    private final long[] scanned;
    private final Map<Identity, Position> acknowledged = new HashMap<>();
    private final Set<Identity> storedAnew = new HashSet<>();
    private final Map<Identity, Set<String>> published = new HashMap<>();
    private final Map<Identity, Position> stored = new HashMap<>();
    // of identities that may be removed one day
    private final Map<Identity, Instant> expiring = new HashMap<>();
    private final Set<Position> gone = new HashSet<>();

    /** @param needing who needs the event of a position, so that it must not be removed */
    LogModel(int partitions, VirtualTime time, Ledger ledger, Function<Position, List<String>> needing) {
        this.time = time;
        this.ledger = ledger;
        this.needing = needing;
        for (int p = 0; p < partitions; p++) {
            seen.add(new TreeMap<>());
        }
        scanned = new long[partitions];
    }

    /** What makes an event this event. */
    record Identity(String source, String id, String key) {

        static Identity of(CloudEvent event) {
            Object partitionKey = event.getExtension("partitionkey");
            String subject = event.getSubject();
            String key = partitionKey != null ? partitionKey.toString() : subject != null ? subject : event.getId();
            return new Identity(event.getSource().toString(), event.getId(), key);
        }
    }

    /** An event that somebody has read. */
    record Seen(Identity identity, String type, String content, StoredEvent event) {

        String key() {
            return identity.key;
        }
    }

    static String content(CloudEvent event) {
        return event.getData() == null ? "" : new String(event.getData().toBytes(), StandardCharsets.UTF_8);
    }

    /** Before anything is known of its fate. */
    void publishing(CloudEvent event) {
        published
                .computeIfAbsent(Identity.of(event), identity -> new HashSet<>())
                .add(content(event));
        if (event.getType().equals(EXPIRING)) {
            expiring.putIfAbsent(Identity.of(event), time.instant());
        }
    }

    private boolean mayBeGone(Identity identity) {
        Instant published = expiring.get(identity);
        // with a clock that was set back the record may be older than the first attempt to publish it
        return published != null && (time.wasSet() || !published.plus(RETENTION).isAfter(time.latest()));
    }

    void acknowledged(CloudEvent event, Appended answer) {
        Identity identity = Identity.of(event);
        ledger.check(answer.id().equals(event.getId()), "answers in order", () -> event.getId() + " got " + answer);
        Position known = acknowledged.put(identity, answer.position());
        ledger.check(
                known == null || known.equals(answer.position()) || mayBeGone(identity),
                "G3 one position for all duplicates",
                () -> identity + " was at " + known + ", is at " + answer.position());
        ledger.check(
                answer.duplicate() || storedAnew.add(identity) || mayBeGone(identity),
                "G3 stored once",
                () -> identity + " is told to be new a second time, at " + answer.position());
        Seen there =
                seen.get(answer.position().partition()).get(answer.position().offset());
        ledger.check(
                there == null || (there.identity.equals(identity) && there.content.equals(content(event))),
                "G3 a duplicate has the same content",
                () -> content(event) + " of " + identity + " is answered with " + there);
    }

    void refused(CloudEvent event, Throwable refusal) {
        if (refusal instanceof ConflictException conflict) {
            Identity identity = Identity.of(event);
            Position first = acknowledged.get(identity);
            ledger.check(
                    first == null || first.equals(conflict.first()) || mayBeGone(identity),
                    "G3 a conflict names the first position",
                    () -> identity + " is at " + first + ", not " + conflict.first());
            ledger.check(
                    published.getOrDefault(identity, Set.of()).size() > 1,
                    "G3 only other content is a conflict",
                    () -> identity + " was published with one content and refused: " + conflict.getMessage());
        }
    }

    /** Whoever read it. */
    void read(StoredEvent event) {
        Position position = event.position();
        Seen now = seenAs(event);
        Seen before = seen.get(position.partition()).putIfAbsent(position.offset(), now);
        if (before == null) {
            Position twin = stored.put(now.identity, position);
            ledger.check(
                    twin == null || mayBeGone(now.identity),
                    "G3 stored once",
                    () -> now.identity + " stands at " + twin + " and " + position);
            Set<String> contents = published.get(now.identity);
            ledger.check(
                    contents == null || contents.contains(now.content),
                    "G1 stored as published",
                    () -> position + " holds " + now.content + ", published were " + contents);
            return;
        }
        ledger.check(
                before.identity.equals(now.identity) && before.content.equals(now.content),
                "G2 immutable",
                () -> position + " held " + before + " and holds " + now);
    }

    private static Seen seenAs(StoredEvent event) {
        return new Seen(Identity.of(event.event()), event.type(), content(event.event()), event);
    }

    /** Reads what is new in a partition. */
    void catchUp(EventStore store, int partition) {
        long committed = store.committed(partition);
        while (scanned[partition] < committed) {
            scanned[partition] = read(store, partition, scanned[partition]);
        }
    }

    private long read(EventStore store, int partition, long from) {
        LogSlice slice = store.read(partition, from, 64);
        long last = from - 1;
        for (StoredEvent event : slice.events()) {
            long offset = event.position().offset();
            long before = last;
            ledger.check(offset > before, "G2 numbered upward", () -> offset + " was read after " + before);
            last = offset;
            read(event);
        }
        ledger.check(slice.next() > from, "G2 a reader gets on", () -> "read from " + from + " ends there");
        return Math.max(slice.next(), from + 1);
    }

    /** Reads a partition from its beginning: nothing that was seen or acknowledged may be missing. */
    void readAll(EventStore store, int partition) {
        long committed = store.committed(partition);
        for (long next = 0; next < committed; ) {
            next = read(store, partition, next);
        }
        seen.get(partition).forEach((offset, event) -> {
            Position position = new Position(partition, offset);
            boolean there = store.read(position).isPresent();
            if (!there
                    && event.type.equals(EXPIRING)
                    && event.event.recordedTime().plus(RETENTION).isBefore(time.latest())) {
                if (gone.add(position)) {
                    ledger.note("%s is gone", position);
                    ledger.check(
                            needing.apply(position).isEmpty(),
                            "G9 what is needed is not removed",
                            () -> position + " is gone, needed by " + needing.apply(position));
                }
                return;
            }
            ledger.check(
                    there,
                    "G2 what was read stays",
                    () -> position + " held " + event + " and is gone; committed is " + committed);
        });
        acknowledged.forEach((identity, position) -> {
            if (position.partition() == partition && !gone.contains(position)) {
                Optional<StoredEvent> there = store.read(position);
                ledger.check(
                        there.isEmpty() && mayBeGone(identity)
                                || there.isPresent()
                                        && Identity.of(there.get().event()).equals(identity),
                        "G1 what is acknowledged is kept",
                        () -> identity + " was acknowledged at " + position + ", there is "
                                + there.map(LogModel::seenAs) + "; committed is " + committed);
            }
        });
    }

    int partitions() {
        return seen.size();
    }

    /** Events of a partition that were read, by offset. */
    TreeMap<Long, Seen> events(int partition) {
        return seen.get(partition);
    }

    @Nullable
    Seen at(Position position) {
        return seen.get(position.partition()).get(position.offset());
    }
}
