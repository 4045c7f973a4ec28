package io.serai.delivery.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among the events of a key, in one partition and for one subscription. Only keys with something in
 * flight, waiting or blocked are known here.
 *
 * <ol>
 *   <li>An event whose key is unknown runs; later ones of the key wait in memory, holding the cursor.
 *   <li>When it is done, the next one runs.
 *   <li>When it fails, its key is <em>blocked</em>: its delivery row and a marker for the key are written together.
 *       From then on events of the key do not hold the cursor; the marker says that they are still to be delivered.
 *   <li>When nothing blocks the key any more, the log is <em>walked</em> from the marker for its events, one at a time;
 *       one that fails blocks it again.
 *   <li>When the walk has reached the reader, and the reader the marker, the marker goes and the key is as any other.
 * </ol>
 */
final class KeyOrder {

    /** So many offsets that wait are remembered for a key; for more the log is searched. */
    static final int REMEMBERED = 64;

    private final Map<String, Key> keys = new HashMap<>();
    private final ArrayDeque<Key> walks = new ArrayDeque<>();
    // nothing blocks them, but the reader has not come to their markers yet
    private final Set<Key> ahead = new LinkedHashSet<>();
    private volatile long passedWaiting;

    /** What an event that the reader meets is to do. */
    enum Turn {
        /** Start now. */
        GO,
        /** Wait in memory: its ticket stays open. */
        WAIT,
        /** Nothing to do now: the marker keeps it, or it was done before a restart. */
        KEPT
    }

    /** The reader has come to an event. */
    Turn meet(Delivery delivery) {
        Key key = keys.get(delivery.key);
        if (key == null) {
            key = known(delivery.key);
            key.running = delivery;
            return Turn.GO;
        }
        if (key.marker >= 0) {
            if (delivery.offset >= key.marker) {
                key.remember(delivery.offset);
                countWaiting(1);
            }
            return Turn.KEPT;
        }
        if (key.running == null && key.blockers == 0 && key.nobodyWaits()) {
            key.running = delivery;
            return Turn.GO;
        }
        key.await(delivery);
        return Turn.WAIT;
    }

    /** Whether the event waits for an earlier one of its key. */
    boolean blocks(String name, long offset) {
        Key key = keys.get(name);
        if (key == null || (key.running != null && key.running.offset == offset)) {
            return false;
        }
        return key.marker >= 0
                ? offset >= key.marker
                : key.waiting().stream().anyMatch(delivery -> delivery.offset == offset);
    }

    /** A delivery that has a row wants to run; where it cannot, it comes out of {@link #ended} later. */
    boolean take(Delivery delivery) {
        Key key = known(delivery.key);
        if (key.running == null || key.running.equals(delivery)) {
            key.running = delivery;
            return true;
        }
        key.queue(delivery);
        return false;
    }

    /** Where the marker must stand for the key to be blocked from this event on. */
    long markerFor(Delivery delivery) {
        return Math.max(known(delivery.key).marker, delivery.offset + 1);
    }

    /**
     * The delivery's row and the marker are durable: its key is blocked. Answers those that waited in memory; the
     * marker keeps them now.
     */
    List<Delivery> blocked(Delivery delivery) {
        Key key = known(delivery.key);
        if (!delivery.blocks) {
            delivery.blocks = true;
            key.blockers++;
        }
        key.marker = Math.max(key.marker, delivery.offset + 1);
        List<Delivery> released = new ArrayList<>(key.waiting());
        key.waiting = null;
        for (Delivery waited : released) {
            key.remember(waited.offset);
            countWaiting(1);
        }
        return released;
    }

    /** A restart found the marker of a key. */
    void marked(String name, long next, boolean suspect) {
        Key key = known(name);
        key.marker = next;
        key.searchFrom = next;
        key.suspect = suspect;
    }

    OptionalLong marker(String name) {
        Key key = keys.get(name);
        return key == null || key.marker < 0 ? OptionalLong.empty() : OptionalLong.of(key.marker);
    }

    /** A row that blocks its key was found by a restart. */
    void hold(String name) {
        known(name).blockers++;
    }

    /** What held the key is gone without having run: a letter was discarded. */
    @Nullable
    Delivery release(String name) {
        Key key = known(name);
        key.blockers--;
        return following(key);
    }

    /**
     * The delivery does not run any more. Answers the one that is to run now in its place.
     *
     * @param settled it is over: it blocks nothing
     */
    @Nullable
    Delivery ended(Delivery delivery, boolean settled) {
        Key key = keys.get(delivery.key);
        if (key == null) {
            return null;
        }
        if (delivery.equals(key.running)) {
            key.running = null;
        }
        if (settled && delivery.blocks) {
            delivery.blocks = false;
            key.blockers--;
        }
        if (settled && delivery.walked && key.marker >= 0) {
            key.marker = Math.max(key.marker, delivery.offset + 1);
        }
        return following(key);
    }

    private @Nullable Delivery following(Key key) {
        if (key.running != null) {
            return null;
        }
        Delivery next = Key.poll(key.turns);
        if (next == null && key.blockers == 0) {
            if (key.marker >= 0) {
                if (!key.walking) {
                    key.walking = true;
                    walks.add(key);
                }
                return null;
            }
            next = Key.poll(key.waiting);
        }
        if (next == null) {
            if (key.blockers == 0) {
                keys.remove(key.name);
            }
            return null;
        }
        key.running = next;
        return next;
    }

    /** After a restart: keys with a marker that nothing blocks. */
    void walkUnblocked() {
        for (Key key : List.copyOf(keys.values())) {
            following(key);
        }
    }

    /** The next key whose events are to be looked for in the log, as far as the reader has come. */
    @Nullable
    Key nextWalk(long reader) {
        for (Key key : ahead.isEmpty() ? List.<Key>of() : List.copyOf(ahead)) {
            if (key.marker <= reader) {
                ahead.remove(key);
                following(key);
            }
        }
        for (Key key = walks.peek(); key != null; key = walks.peek()) {
            if (key.running == null && key.blockers == 0 && key.marker >= 0) {
                return key;
            }
            walks.remove();
            key.walking = false;
        }
        return null;
    }

    /** The walk found an event: it runs. */
    void found(Key key, Delivery delivery) {
        key.running = delivery;
        delivery.suspect = key.suspect;
        key.suspect = false;
        countWaiting(-1);
    }

    /**
     * The walk has reached the reader. Answers whether the marker goes. It stays while the reader is behind it, after
     * a restart: it says which events were done before.
     */
    boolean walkedToEnd(Key key, long reader) {
        if (key.marker > reader) {
            walks.remove(key);
            key.walking = false;
            ahead.add(key);
            return false;
        }
        key.marker = -1;
        following(key);
        return true;
    }

    /** Events that wait for one of their key, as far as is known without searching the log. */
    long waiting() {
        return passedWaiting;
    }

    // written by the mailbox alone
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void countWaiting(int change) {
        passedWaiting = Math.max(0, passedWaiting + change);
    }

    private Key known(String name) {
        return keys.computeIfAbsent(name, Key::new);
    }

    /** What is known of a key. */
    static final class Key {

        final String name;

        /** Events of the key below are done or have rows; -1 where there is no marker. */
        long marker = -1;

        /** From here on offsets were not remembered; -1 where all were. */
        long searchFrom = -1;

        // most keys never need them: made when needed
        private @Nullable ArrayDeque<Long> remembered;
        private @Nullable ArrayDeque<Delivery> waiting;
        private @Nullable ArrayDeque<Delivery> turns;
        private @Nullable Delivery running;
        private int blockers;
        private boolean walking;
        private boolean suspect;

        private Key(String name) {
            this.name = name;
        }

        private void remember(long offset) {
            if (searchFrom >= 0) {
                return;
            }
            ArrayDeque<Long> offsets = remembered == null ? remembered = new ArrayDeque<>() : remembered;
            if (offsets.size() < REMEMBERED) {
                offsets.add(offset);
            } else {
                searchFrom = offset;
            }
        }

        /** The next offset known to wait. */
        @Nullable
        Long pollRemembered() {
            return remembered == null ? null : remembered.poll();
        }

        private void await(Delivery delivery) {
            (waiting == null ? waiting = new ArrayDeque<>() : waiting).add(delivery);
        }

        private void queue(Delivery delivery) {
            (turns == null ? turns = new ArrayDeque<>() : turns).add(delivery);
        }

        private boolean nobodyWaits() {
            return waiting == null || waiting.isEmpty();
        }

        private Collection<Delivery> waiting() {
            return waiting == null ? List.of() : waiting;
        }

        private static @Nullable Delivery poll(@Nullable ArrayDeque<Delivery> queue) {
            return queue == null ? null : queue.poll();
        }
    }
}
