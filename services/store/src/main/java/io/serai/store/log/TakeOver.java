package io.serai.store.log;

import io.serai.store.Durability;
import io.serai.store.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node the owner of a partition and its log whole, whatever writes the last owner left half done:
 *
 * <ol>
 *   <li>Fence: a new incarnation, one higher than the last, is recorded; no other can write from now on.
 *   <li>Read the summaries of what is sealed, force them, and remove what a crash left over of sealing.
 *   <li>Collect: what one copy has and another lacks is written to all. Only the last stretch can differ, no longer
 *       than what may be in flight; everything before was acknowledged on every copy.
 *   <li>Fill the offsets of that stretch that no copy has with voids.
 *   <li>Rebuild the index of what is known from the log.
 *   <li>Force all copies.
 *   <li>Everything there is counts as committed: it is durable now, and nobody can tell an event that was acknowledged
 *       from one that was about to be.
 *   <li>Hand over the {@link PartitionLog}.
 * </ol>
 */
final class TakeOver {

    private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);

    private final Storage storage;
    private final LogSettings settings;
    private final int partition;
    private final Sealer.Surroundings surroundings;

    TakeOver(Storage storage, LogSettings settings, int partition, Sealer.Surroundings surroundings) {
        this.storage = storage;
        this.settings = settings;
        this.partition = partition;
        this.surroundings = surroundings;
    }

    PartitionLog run() {
        OwnerRow last = OwnerRow.read(storage, partition);
        long incarnation = last == null ? 1 : last.incarnation() + 1;
        fence(incarnation);
        DedupIndex index = new DedupIndex();
        Segments segments = Segments.load(storage, partition, incarnation, index::add);
        List<Storage.LogCopy> copies = storage.copies(partition);
        removeSealed(incarnation, copies, segments.next());
        long next = Math.max(
                segments.next(),
                copies.stream().mapToLong(Storage.LogCopy::next).max().orElse(0));
        long recent = Math.max(segments.next(), next - settings.maxInFlight());
        collect(incarnation, copies, recent, next);
        boolean unclean = last != null && !last.clean();
        PartitionLog.Taken taken = rebuild(incarnation, unclean, index, segments, recent, next);
        force(Storage.Part.ALL);
        return new PartitionLog(storage, settings, partition, taken, surroundings);
    }

    private void fence(long incarnation) {
        storage.fence(partition, incarnation);
        new OwnerRow(incarnation, false).write(storage, partition);
    }

    private void force(Set<Storage.Part> parts) {
        if (settings.durability() == Durability.FSYNC) {
            BitSet own = new BitSet();
            own.set(partition);
            storage.force(own, parts);
        }
    }

    /**
     * Singles that are sealed as well: the crash came before they were removed. It may have come before the summaries
     * were forced, too: a power cut could then take both from different files.
     */
    private void removeSealed(long incarnation, List<Storage.LogCopy> copies, long sealed) {
        copies.stream()
                .filter(copy -> copy.next() > 0)
                .mapToLong(Storage.LogCopy::first)
                .filter(first -> first < sealed)
                .min()
                .ifPresent(first -> {
                    force(Set.of(Storage.Part.SEGMENTS));
                    storage.remove(partition, incarnation, first, sealed);
                });
    }

    private void collect(long incarnation, List<Storage.LogCopy> copies, long recent, long next) {
        if (copies.size() < 2) {
            return;
        }
        List<BitSet> present = new ArrayList<>();
        copies.forEach(copy -> present.add(copy.present(recent)));
        for (long offset = recent; offset < next; offset++) {
            int bit = (int) (offset - recent);
            long having = present.stream().filter(copy -> copy.get(bit)).count();
            for (int i = 0; having > 0 && having < copies.size() && i < copies.size(); i++) {
                byte[] record = present.get(i).get(bit) ? copies.get(i).get(offset) : null;
                if (record != null) {
                    storage.repair(partition, incarnation, offset, record);
                    break;
                }
            }
        }
    }

    /** Steps 4 and 5 in one walk. */
    private PartitionLog.Taken rebuild(
            long incarnation, boolean unclean, DedupIndex index, Segments segments, long recent, long next) {
        long events = segments.events();
        long lost = 0;
        long lastRecorded = segments.lastRecorded();
        for (long offset = segments.next(); offset < next; offset++) {
            byte[] record = storage.get(partition, offset);
            if (record == null && offset >= recent) {
                record = EventCodec.voidRecord(lastRecorded, incarnation);
                storage.repair(partition, incarnation, offset, record);
            }
            if (record == null) {
                lost++;
                continue;
            }
            lastRecorded = EventCodec.recordedMicros(record);
            if (!EventCodec.isVoid(record)) {
                events++;
                index.add(EventRecord.fingerprint(record), offset);
            }
        }
        if (lost > 0) {
            LOG.warn(
                    "partition {}: {} offsets before {} have no record in any copy; readers pass them",
                    partition,
                    lost,
                    new Position(partition, recent));
        }
        return new PartitionLog.Taken(incarnation, unclean, index, segments, next, next - events, lastRecorded);
    }
}
