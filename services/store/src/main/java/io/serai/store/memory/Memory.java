package io.serai.store.memory;

import io.serai.store.NotOwnerException;
import io.serai.store.Position;
import io.serai.store.log.OccupiedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MemoryStore} keeps its log in: it outlives the store, as a disk outlives a process. It can lose what
 * was not forced, and a test can take single records out of single copies.
 */
public final class Memory {

    private final int partitions;
    private final int copies;
    private final List<List<Copy>> copiesByPartition = new ArrayList<>();
    private final long[] fences;
    private final Table<String> control = new Table<>();
    private Faults faults = new Faults() {};
    private final List<Consumer<String>> controlListeners = new ArrayList<>();

    public Memory(int partitions, int copies) {
        this.partitions = partitions;
        this.copies = copies;
        this.fences = new long[partitions];
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
        loseUnforced(EnumSet.allOf(Disk.class));
    }

    /** A power cut: of these disks, what was written since the last force is gone; the others had it written. */
    public synchronized void loseUnforced(Set<Disk> disks) {
        copiesByPartition.forEach(ofPartition -> ofPartition.forEach(copy -> copy.loseUnforced(disks)));
        if (disks.contains(Disk.WORK)) {
            control.loseUnforced();
        }
    }

    /** What is forced apart from the others. */
    public enum Disk {
        LOG,
        SEGMENTS,
        WORK
    }

    /** A power cut of one copy alone. */
    public synchronized void loseUnforced(int copy) {
        copiesByPartition.forEach(ofPartition -> ofPartition.get(copy).loseUnforced(EnumSet.allOf(Disk.class)));
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

    synchronized void fence(int partition, long incarnation) {
        if (incarnation <= fences[partition]) {
            throw new NotOwnerException(partition, incarnation);
        }
        fences[partition] = incarnation;
    }

    synchronized void append(int partition, long incarnation, long first, List<byte[]> records) {
        check(partition, incarnation);
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

    synchronized void repair(int partition, long incarnation, long offset, byte[] record) {
        check(partition, incarnation);
        put(partition, offset, record);
    }

    synchronized void write(int partition, long incarnation, Map<String, byte[]> puts, Set<String> removes) {
        check(partition, incarnation);
        for (Copy copy : copiesByPartition.get(partition)) {
            puts.forEach(copy.work::put);
            removes.forEach(copy.work::remove);
        }
    }

    synchronized void remove(int partition, long incarnation, long from, long to) {
        check(partition, incarnation);
        List<Long> offsets =
                List.copyOf(copy(partition, 0).log.rows().subMap(from, to).keySet());
        for (long offset : offsets) {
            for (int c = 0; c < copies; c++) {
                faults.beforeRemove(c, new Position(partition, offset));
                copy(partition, c).log.remove(offset);
            }
        }
    }

    synchronized void seal(int partition, long incarnation, long first, byte[] segment) {
        inEachCopy(partition, incarnation, first, copy -> copy.segments.put(first, segment));
    }

    synchronized void summarize(int partition, long incarnation, long first, byte[] summary) {
        inEachCopy(partition, incarnation, first, copy -> copy.summaries.put(first, summary));
    }

    synchronized void unseal(int partition, long incarnation, long first) {
        inEachCopy(partition, incarnation, first, copy -> {
            copy.summaries.remove(first);
            copy.segments.remove(first);
        });
    }

    private void inEachCopy(int partition, long incarnation, long first, Consumer<Copy> change) {
        check(partition, incarnation);
        for (int c = 0; c < copies; c++) {
            faults.beforeSealing(c, new Position(partition, first));
            change.accept(copy(partition, c));
        }
    }

    synchronized void force(BitSet touched) {
        faults.beforeForce();
        touched.stream().forEach(partition -> copiesByPartition.get(partition).forEach(Copy::force));
        control.force();
    }

    private void check(int partition, long incarnation) {
        if (fences[partition] != incarnation) {
            throw new NotOwnerException(partition, incarnation);
        }
    }

    /** What goes wrong: a method that throws stops what was to be done, as it is. */
    public interface Faults {

        /** Before one record goes into one copy. */
        default void beforeWrite(int copy, Position position) {}

        /** Before one record goes out of one copy. */
        default void beforeRemove(int copy, Position position) {}

        /** Before the segment that begins there, or its summary, is put into one copy or taken out of it. */
        default void beforeSealing(int copy, Position first) {}

        /** Before all that was written is forced. */
        default void beforeForce() {}
    }

    /** One copy of a partition. */
    static final class Copy {

        final Table<Long> log = new Table<>();
        final Table<Long> segments = new Table<>();
        final Table<Long> summaries = new Table<>();
        final Table<String> work = new Table<>();

        private void force() {
            EnumSet.allOf(Disk.class).forEach(disk -> tables(disk).forEach(Table::force));
        }

        private void loseUnforced(Set<Disk> disks) {
            disks.forEach(disk -> tables(disk).forEach(Table::loseUnforced));
        }

        private List<Table<?>> tables(Disk disk) {
            return switch (disk) {
                case LOG -> List.of(log);
                case SEGMENTS -> List.of(segments, summaries);
                case WORK -> List.of(work);
            };
        }
    }

    /** Rows with what they were at the last force. */
    static final class Table<K extends Comparable<K>> {

        private final ConcurrentSkipListMap<K, byte[]> rows = new ConcurrentSkipListMap<>();
        private final Map<K, byte @Nullable []> before = new HashMap<>();

        byte @Nullable [] get(K key) {
            return rows.get(key);
        }

        NavigableMap<K, byte[]> rows() {
            return rows;
        }

        synchronized void put(K key, byte[] value) {
            remember(key);
            rows.put(key, value);
        }

        synchronized boolean putIfAbsent(K key, byte[] value) {
            if (rows.containsKey(key)) {
                return false;
            }
            put(key, value);
            return true;
        }

        synchronized void remove(K key) {
            remember(key);
            rows.remove(key);
        }

        private void remember(K key) {
            if (!before.containsKey(key)) {
                before.put(key, rows.get(key));
            }
        }

        private synchronized void force() {
            before.clear();
        }

        private synchronized void loseUnforced() {
            before.forEach((key, value) -> {
                if (value == null) {
                    rows.remove(key);
                } else {
                    rows.put(key, value);
                }
            });
            before.clear();
        }
    }

    /** Rows whose key starts so. */
    static SortedMap<String, byte[]> scan(Table<String> table, String prefix) {
        return new TreeMap<>(prefix.isEmpty() ? table.rows : table.rows.subMap(prefix, prefix + Character.MAX_VALUE));
    }
}
