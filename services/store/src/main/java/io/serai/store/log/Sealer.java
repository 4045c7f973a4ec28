package io.serai.store.log;

import io.serai.store.NotOwnerException;
import io.serai.store.Position;
import io.serai.store.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Packs what every subscription has passed, and removes what is past its retention. Both go through the same steps, so
 * that a crash between any two of them costs nothing:
 *
 * <ol>
 *   <li>Write the segment, new or anew, and force it. What it holds is still there in its old form.
 *   <li>Write its summary and force it: from now on the segment counts.
 *   <li>Let readers see it.
 *   <li>Remove what it replaces: the single events, or the segment that was merged into it. What a crash leaves of them
 *       the next owner removes.
 * </ol>
 *
 * <p>It works on a thread of its own, a stretch at a time, beside the lane that appends: they never touch the same
 * keys. The newest offset is never packed, so that the numbers go on from it whatever is removed.
 */
final class Sealer {

    /** Stretches at once: what is read into memory before it is written. */
    private static final int STRETCH_SEGMENTS = 4;

    private final PartitionLog log;
    private final Storage storage;
    private final LogSettings settings;
    private final Segments segments;
    private final Surroundings surroundings;
    private final Mailbox<Runnable> mailbox;
    private final AtomicLong passed = new AtomicLong();
    private final AtomicBoolean sealing = new AtomicBoolean();

    Sealer(PartitionLog log, Storage storage, LogSettings settings, Segments segments, Surroundings surroundings) {
        this.log = log;
        this.storage = storage;
        this.settings = settings;
        this.segments = segments;
        this.surroundings = surroundings;
        this.mailbox = new Mailbox<>(surroundings.executor, 1, tasks -> tasks.forEach(Runnable::run));
    }

    /**
     * What a sealer works with.
     *
     * @param executor where it works
     * @param lane runs a task between two appends to the partition
     * @param doubt hears of a write that failed
     */
    record Surroundings(Executor executor, Consumer<Runnable> lane, BiConsumer<PartitionLog, RuntimeException> doubt) {}

    /** Everything below the offset was passed by all: it may be packed, now or later. */
    void passed(long offset) {
        passed.accumulateAndGet(offset, Math::max);
        sealIfEnough();
    }

    private void sealIfEnough() {
        boolean enough = limit() - segments.next() >= settings.segmentEvents();
        if (enough && sealing.compareAndSet(false, true)) {
            mailbox.post(this::sealStretch);
        }
    }

    private long limit() {
        return Math.min(passed.get() - settings.keepSingle(), log.committed() - 1);
    }

    private void sealStretch() {
        boolean sealed = guarded(() -> seal(limit(), null));
        sealing.set(false);
        if (sealed) {
            sealIfEnough();
        }
    }

    /**
     * Removes what is expired and not needed below the offset.
     *
     * @return how many events were removed
     */
    CompletableFuture<Long> remove(long before, Retention retention) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        mailbox.post(() -> {
            long limit = Math.min(before, log.committed() - 1);
            long[] removed = {0};
            boolean done = guarded(() -> {
                removed[0] += sealExpired(limit, retention);
                for (Summary summary : new ArrayList<>(segments.all())) {
                    removed[0] += rewrite(summary, limit, retention);
                }
                tidy();
            });
            if (done) {
                answer.complete(removed[0]);
            } else {
                answer.completeExceptionally(new NotOwnerException(log.partition(), log.incarnation()));
            }
        });
        return answer;
    }

    private boolean guarded(Runnable task) {
        if (!log.owned()) {
            return false;
        }
        try {
            task.run();
            return true;
        } catch (RuntimeException failure) {
            if (log.owned()) {
                surroundings.doubt.accept(log, failure);
            }
            return false;
        }
    }

    /** Singles are removed by being left out when they are packed. */
    private long sealExpired(long limit, Retention retention) {
        long end = segments.next();
        for (long offset = end; offset < limit; offset++) {
            byte[] record = storage.get(log.partition(), offset);
            if (record != null && expired(offset, record, limit, retention)) {
                end = offset + 1;
            }
        }
        long removed = 0;
        while (segments.next() < end && log.owned()) {
            removed += seal(end, retention);
        }
        return removed;
    }

    /**
     * Packs singles up to the limit, a stretch of them. A last segment that is small is packed anew with what follows.
     *
     * @param retention leaves out what is expired, where given
     * @return how many events were left out
     */
    private long seal(long limit, @Nullable Retention retention) {
        long from = segments.next();
        if (from >= limit) {
            return 0;
        }
        List<Packed> stretch = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        Packing packing = continued(from);
        for (long offset = from; offset < limit; offset++) {
            byte[] record = storage.get(log.partition(), offset);
            if (record == null) {
                // no copy had it when the partition was taken over
                packing.next = offset + 1;
                continue;
            }
            if (packing.full(record, settings)) {
                stretch.add(packing.ended(offset));
                packing = new Packing(offset, settings.segmentBytes());
                if (stretch.size() == STRETCH_SEGMENTS) {
                    break;
                }
            }
            if (retention != null && expired(offset, record, limit, retention)) {
                leftOut.add(LeftOut.of(offset, record));
            } else {
                packing.builder.add(offset, record);
            }
            packing.next = offset + 1;
        }
        if (stretch.isEmpty() || (retention != null && packing.next > packing.first)) {
            stretch.add(packing.ended(packing.next));
        }
        keep(stretch);
        storage.remove(log.partition(), log.incarnation(), from, segments.next());
        return forget(leftOut);
    }

    private Packing continued(long from) {
        Summary last = segments.last();
        if (last != null && last.next() == from && small(last)) {
            Packing packing = new Packing(last.first(), settings.segmentBytes());
            packing.addAll(segments.unpacked(last), last);
            packing.next = from;
            return packing;
        }
        return new Packing(from, settings.segmentBytes());
    }

    private boolean small(Summary summary) {
        return summary.events() < settings.segmentEvents() / 2 && summary.bytes() < settings.segmentBytes() / 2;
    }

    private long rewrite(Summary summary, long limit, Retention retention) {
        boolean candidate = log.owned()
                && summary.oldest().entrySet().stream()
                        .anyMatch(type -> before(type.getValue(), retention.expiredBefore(type.getKey())));
        Segment segment = candidate ? segments.unpacked(summary) : null;
        if (segment == null) {
            return 0;
        }
        Packing packing = new Packing(summary.first(), summary.bytes());
        List<LeftOut> leftOut = new ArrayList<>();
        for (int row = 0; row < segment.count() && segment.offset(row) < summary.next(); row++) {
            byte[] record = segment.record(row);
            if (expired(segment.offset(row), record, limit, retention)) {
                leftOut.add(LeftOut.of(segment.offset(row), record));
            } else {
                packing.builder.add(segment.offset(row), record);
            }
        }
        // after a crash between the two the summary tells of events that the segment has lost
        int stale = summary.events() - eventsIn(segment, summary);
        if (!leftOut.isEmpty() || stale > 0) {
            keep(List.of(packing.ended(summary.next())));
            log.removed(stale);
        }
        return forget(leftOut);
    }

    private static int eventsIn(Segment segment, Summary summary) {
        int events = 0;
        for (int row = 0; row < segment.count() && segment.offset(row) < summary.next(); row++) {
            events += EventCodec.isVoid(segment.record(row)) ? 0 : 1;
        }
        return events;
    }

    /** Segments with nothing in them go, but for the last, and neighbours that have become small become one. */
    private void tidy() {
        Summary before = null;
        for (Summary summary : new ArrayList<>(segments.all())) {
            if (!log.owned()) {
                return;
            }
            if (summary.empty() && summary.next() < segments.next()) {
                drop(summary);
            } else if (before != null && mergeable(before, summary)) {
                Packing packing = new Packing(before.first(), before.bytes() + summary.bytes());
                packing.addAll(segments.unpacked(before), before);
                packing.addAll(segments.unpacked(summary), summary);
                Packed merged = packing.ended(summary.next());
                keep(List.of(merged));
                drop(summary);
                before = merged.summary;
            } else {
                before = summary;
            }
        }
    }

    private boolean mergeable(Summary one, Summary other) {
        return small(one) && small(other) && other.next() - one.first() < Integer.MAX_VALUE;
    }

    private void drop(Summary summary) {
        segments.remove(summary);
        storage.unseal(log.partition(), log.incarnation(), summary.first());
    }

    /** Steps 1 to 3. */
    private void keep(List<Packed> stretch) {
        for (Packed packed : stretch) {
            storage.seal(log.partition(), log.incarnation(), packed.summary.first(), packed.segment);
        }
        force();
        for (Packed packed : stretch) {
            storage.summarize(log.partition(), log.incarnation(), packed.summary.first(), packed.summaryRow);
        }
        force();
        stretch.forEach(packed -> segments.put(packed.summary));
    }

    private void force() {
        BitSet own = new BitSet();
        own.set(log.partition());
        storage.force(own, Set.of(Storage.Part.SEGMENTS));
    }

    private long forget(List<LeftOut> leftOut) {
        List<LeftOut> events = leftOut.stream().filter(LeftOut::event).toList();
        if (!events.isEmpty()) {
            log.removed(events.size());
            events.forEach(event -> log.removedRecent(event.offset));
            surroundings.lane.accept(() -> events.forEach(event -> log.forget(event.fingerprint, event.offset)));
        }
        return events.size();
    }

    private boolean expired(long offset, byte[] record, long limit, Retention retention) {
        if (offset >= limit) {
            return false;
        }
        if (EventCodec.isVoid(record)) {
            return true;
        }
        EventRecord event = new EventRecord(new Position(log.partition(), offset), record);
        return before(EventCodec.recordedMicros(record), retention.expiredBefore(event.type()))
                && !retention.needed(event);
    }

    private static boolean before(long recordedMicros, Optional<Instant> limit) {
        return limit.isPresent() && recordedMicros < EventCodec.micros(limit.get());
    }

    /** A segment in the making. */
    private static final class Packing {

        private final long first;
        private final Segment.Builder builder;
        private long next;

        Packing(long first, int expectedBytes) {
            this.first = first;
            this.next = first;
            this.builder = new Segment.Builder(first, expectedBytes);
        }

        boolean full(byte[] record, LogSettings settings) {
            return builder.count() > 0
                    && (builder.count() >= settings.segmentEvents()
                            || builder.size() + record.length > settings.segmentBytes());
        }

        /** As far as the summary goes: what a crash left beyond it is in other places, too. */
        void addAll(@Nullable Segment segment, Summary summary) {
            for (int row = 0; segment != null && row < segment.count() && segment.offset(row) < summary.next(); row++) {
                builder.add(segment.offset(row), segment.record(row));
            }
        }

        Packed ended(long end) {
            return new Packed(builder.toBytes(), builder.summary(end), builder.summaryRow(end));
        }
    }

    private record Packed(byte[] segment, Summary summary, byte[] summaryRow) {}

    private record LeftOut(long offset, boolean event, long fingerprint) {

        static LeftOut of(long offset, byte[] record) {
            boolean event = !EventCodec.isVoid(record);
            return new LeftOut(offset, event, event ? EventRecord.fingerprint(record) : 0);
        }
    }
}
