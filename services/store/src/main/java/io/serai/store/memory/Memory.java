package io.serai.store.memory;

import io.serai.store.NotOwnerException;
import io.serai.store.Position;
import io.serai.store.log.OccupiedException;
import io.serai.store.log.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MemoryStore} keeps its log in: it outlives the store, as a disk outlives a process. It can lose what
 * was not forced, and a test can take single records out of single copies.
 */
public final class Memory {

    private final int partitions;
    private final int copies;
    private final List<List<Copy>> copiesByPartition = new ArrayList<>();
    private final Fence[] fences;
    private final Journal controlJournal = new Journal();
    private final Table<String> control = new Table<>(controlJournal);
    private Faults faults = new Faults() {};
    private final List<Consumer<String>> controlListeners = new ArrayList<>();

    public Memory(int partitions, int copies) {
        this.partitions = partitions;
        this.copies = copies;
        this.fences = new Fence[partitions];
        openFences();
        for (int p = 0; p < partitions; p++) {
            List<Copy> ofPartition = new ArrayList<>();
            for (int c = 0; c < copies; c++) {
                ofPartition.add(new Copy());
            }
            copiesByPartition.add(ofPartition);
        }
    }

    public int partitions() {
        return partitions;
    }

    public int copies() {
        return copies;
    }

    /** A power cut: in every copy, what was written since the last force is gone. */
    public synchronized void loseUnforced() {
        loseUnforced(written -> 0);
    }

    /**
     * A power cut by chance: what was written since the last force is kept up to some write, in log and tables of each
     * copy up to another.
     *
     * @param kept of so many writes, how many are kept
     */
    public synchronized void loseUnforced(IntUnaryOperator kept) {
        copiesByPartition.forEach(ofPartition -> ofPartition.forEach(copy -> copy.loseUnforced(kept)));
        controlJournal.undo(kept);
        // fences are known to processes alone
        openFences();
    }

    private void openFences() {
        Arrays.fill(fences, new Fence(this, 0));
    }

    /** From now on the copy is the one that is read, and what is no log in the others is made like its own. */
    public synchronized void promote(int partition, int copy) {
        List<Copy> ofPartition = copiesByPartition.get(partition);
        Collections.swap(ofPartition, 0, copy);
        ofPartition.stream().skip(1).forEach(other -> other.follow(ofPartition.get(0)));
    }

    /** A power cut of one copy alone. */
    public synchronized void loseUnforced(int copy) {
        copiesByPartition.forEach(ofPartition -> ofPartition.get(copy).loseUnforced(written -> 0));
    }

    /** Takes one record out of one copy, as a write that never reached it. */
    public synchronized void remove(int copy, Position position) {
        Copy there = copiesByPartition.get(position.partition()).get(copy);
        there.log.rows().remove(position.offset());
    }

    /** The record of a position in one copy. */
    public Optional<byte[]> record(int copy, Position position) {
        return Optional.ofNullable(copy(position.partition(), copy).log.get(position.offset()));
    }

    /** Rows of the work table of a partition whose key starts so, as the copy that is read has them. */
    public SortedMap<String, byte[]> rows(int partition, String prefix) {
        return scan(copy(partition, 0).work, prefix);
    }

    /** What goes wrong from now on. */
    public synchronized void faults(Faults next) {
        faults = next;
    }

    Copy copy(int partition, int copy) {
        return copiesByPartition.get(partition).get(copy);
    }

    Table<String> control() {
        return control;
    }

    synchronized void listen(Consumer<String> controlListener) {
        controlListeners.add(controlListener);
    }

    synchronized void forget(Consumer<String> controlListener) {
        controlListeners.remove(controlListener);
    }

    void controlChanged(String key) {
        List<Consumer<String>> listeners;
        synchronized (this) {
            listeners = List.copyOf(controlListeners);
        }
        listeners.forEach(listener -> listener.accept(key));
    }

    /** Of two owners with the same incarnation, the first of which did not live to record it, the later one is it. */
    synchronized void fence(Object owner, int partition, long incarnation) {
        if (incarnation < fences[partition].incarnation) {
            throw new NotOwnerException(partition, incarnation);
        }
        fences[partition] = new Fence(owner, incarnation);
    }

    synchronized void append(Object owner, int partition, long incarnation, long first, List<byte[]> records) {
        check(owner, partition, incarnation);
        for (int i = 0; i < records.size(); i++) {
            byte[] there = copy(partition, 0).log.get(first + i);
            if (there != null && !Arrays.equals(there, records.get(i))) {
                throw new OccupiedException(new Position(partition, first + i));
            }
        }
        for (int i = 0; i < records.size(); i++) {
            put(partition, first + i, records.get(i));
        }
    }

    private void put(int partition, long offset, byte[] record) {
        for (int c = 0; c < copies; c++) {
            faults.beforeWrite(c, new Position(partition, offset));
            copy(partition, c).log.put(offset, record);
        }
    }

    synchronized void repair(Object owner, int partition, long incarnation, long offset, byte[] record) {
        check(owner, partition, incarnation);
        put(partition, offset, record);
    }

    synchronized void write(
            Object owner, int partition, long incarnation, Map<String, byte[]> puts, Set<String> removes) {
        check(owner, partition, incarnation);
        puts.forEach((key, row) -> write(partition, key, rows -> rows.put(key, row)));
        removes.forEach(key -> write(partition, key, rows -> rows.remove(key)));
    }

    private void write(int partition, String key, Consumer<Table<String>> change) {
        for (int c = 0; c < copies; c++) {
            faults.beforeRow(c, partition, key);
            change.accept(copy(partition, c).work);
        }
    }

    synchronized void remove(Object owner, int partition, long incarnation, long from, long to) {
        check(owner, partition, incarnation);
        List<Long> offsets =
                List.copyOf(copy(partition, 0).log.rows().subMap(from, to).keySet());
        for (long offset : offsets) {
            for (int c = 0; c < copies; c++) {
                faults.beforeRemove(c, new Position(partition, offset));
                copy(partition, c).log.remove(offset);
            }
        }
    }

    synchronized void seal(Object owner, int partition, long incarnation, long first, byte[] segment) {
        inEachCopy(owner, partition, incarnation, first, copy -> copy.segments.put(first, segment));
    }

    synchronized void summarize(Object owner, int partition, long incarnation, long first, byte[] summary) {
        inEachCopy(owner, partition, incarnation, first, copy -> copy.summaries.put(first, summary));
    }

    synchronized void unseal(Object owner, int partition, long incarnation, long first) {
        inEachCopy(owner, partition, incarnation, first, copy -> {
            copy.summaries.remove(first);
            copy.segments.remove(first);
        });
    }

    private void inEachCopy(Object owner, int partition, long incarnation, long first, Consumer<Copy> change) {
        check(owner, partition, incarnation);
        for (int c = 0; c < copies; c++) {
            faults.beforeSealing(c, new Position(partition, first));
            change.accept(copy(partition, c));
        }
    }

    synchronized void force(BitSet touched, Set<Storage.Part> parts) {
        faults.beforeForce();
        touched.stream().forEach(partition -> {
            for (int c = 0; c < copies; c++) {
                faults.beforeForce(c, partition);
                parts.forEach(copy(partition, c)::force);
            }
        });
        if (parts.contains(Storage.Part.WORK)) {
            controlJournal.forget();
        }
    }

    private void check(Object owner, int partition, long incarnation) {
        if (!fences[partition].equals(new Fence(owner, incarnation))) {
            throw new NotOwnerException(partition, incarnation);
        }
    }

    /** Who may write, and as what. */
    private record Fence(Object owner, long incarnation) {}

    /** What goes wrong: a method that throws stops what was to be done, as it is. */
    public interface Faults {

        /** Before one record goes into one copy. */
        default void beforeWrite(int copy, Position position) {}

        /** Before one record goes out of one copy. */
        default void beforeRemove(int copy, Position position) {}

        /** Before the segment that begins there, or its summary, is put into one copy or taken out of it. */
        default void beforeSealing(int copy, Position first) {}

        /** Before one row is put into, or removed from, the work table of one copy. */
        default void beforeRow(int copy, int partition, String key) {}

        /** Before all that was written is forced. */
        default void beforeForce() {}

        /** Before what was written to one copy is forced. */
        default void beforeForce(int copy, int partition) {}
    }

    /** One copy of a partition. */
    static final class Copy {

        private final Journal logJournal = new Journal();
        private final Journal segmentJournal = new Journal();
        private final Journal workJournal = new Journal();
        final Table<Long> log = new Table<>(logJournal);
        final Table<Long> segments = new Table<>(segmentJournal);
        final Table<Long> summaries = new Table<>(segmentJournal);
        final Table<String> work = new Table<>(workJournal);

        private void force(Storage.Part part) {
            switch (part) {
                case LOG -> logJournal.forget();
                case SEGMENTS -> segmentJournal.forget();
                case WORK -> workJournal.forget();
            }
        }

        private void loseUnforced(IntUnaryOperator kept) {
            logJournal.undo(kept);
            segmentJournal.undo(kept);
            workJournal.undo(kept);
        }

        /** A copy made anew counts only when it is whole and forced. */
        private void follow(Copy other) {
            segments.become(other.segments);
            summaries.become(other.summaries);
            work.become(other.work);
            segmentJournal.forget();
            workJournal.forget();
        }
    }

    /** What undoes every write since the last force, oldest first. */
    private static final class Journal {

        private final List<Runnable> undoes = new ArrayList<>();

        synchronized void write(Runnable undo) {
            undoes.add(undo);
        }

        synchronized void forget() {
            undoes.clear();
        }

        synchronized void undo(IntUnaryOperator kept) {
            for (int left = undoes.size() - kept.applyAsInt(undoes.size()); left > 0; left--) {
                undoes.remove(undoes.size() - 1).run();
            }
            undoes.clear();
        }
    }

    /** Rows, written through a journal. */
    static final class Table<K extends Comparable<K>> {

        private final ConcurrentSkipListMap<K, byte[]> rows = new ConcurrentSkipListMap<>();
        private final Journal journal;

        private Table(Journal journal) {
            this.journal = journal;
        }

        byte @Nullable [] get(K key) {
            return rows.get(key);
        }

        NavigableMap<K, byte[]> rows() {
            return rows;
        }

        synchronized void put(K key, byte[] value) {
            undone(key, rows.put(key, value));
        }

        synchronized boolean putIfAbsent(K key, byte[] value) {
            if (rows.containsKey(key)) {
                return false;
            }
            put(key, value);
            return true;
        }

        synchronized void remove(K key) {
            undone(key, rows.remove(key));
        }

        private void undone(K key, byte @Nullable [] before) {
            journal.write(() -> {
                if (before == null) {
                    rows.remove(key);
                } else {
                    rows.put(key, before);
                }
            });
        }

        private synchronized void become(Table<K> other) {
            Set.copyOf(rows.keySet()).stream()
                    .filter(key -> !other.rows.containsKey(key))
                    .forEach(this::remove);
            other.rows.forEach((key, row) -> {
                if (!Arrays.equals(row, rows.get(key))) {
                    put(key, row);
                }
            });
        }
    }

    /** Rows whose key starts so. */
    static SortedMap<String, byte[]> scan(Table<String> table, String prefix) {
        return new TreeMap<>(prefix.isEmpty() ? table.rows : table.rows.subMap(prefix, prefix + Character.MAX_VALUE));
    }
}
