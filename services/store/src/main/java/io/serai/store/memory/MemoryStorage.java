package io.serai.store.memory;

import io.serai.store.log.Storage;
import io.serai.store.log.StorageFailedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A storage over a {@link Memory}, for the life of one store. */
final class MemoryStorage implements Storage {

    private final Memory memory;
    private final Consumer<String> controlListener;
    private volatile boolean cut;

    private final Events events;

    MemoryStorage(Memory memory, Set<Integer> owned, Events events) {
        this.memory = memory;
        this.events = events;
        this.controlListener = events::controlChanged;
        memory.listen(controlListener);
        owned.forEach(events::owned);
    }

    Events events() {
        return events;
    }

    /** As of now nothing reaches the memory any more: the process is gone. */
    void cut() {
        cut = true;
        memory.forget(controlListener);
    }

    private void alive() {
        if (cut) {
            throw new StorageFailedException(
                    "the store was crashed by a test", new IllegalStateException("no process"));
        }
    }

    @Override
    public void append(int partition, long incarnation, long first, List<byte[]> records) {
        alive();
        memory.append(this, partition, incarnation, first, records);
    }

    @Override
    public void repair(int partition, long incarnation, long offset, byte[] record) {
        alive();
        memory.repair(this, partition, incarnation, offset, record);
    }

    @Override
    public byte @Nullable [] get(int partition, long offset) {
        return memory.copy(partition, 0).log.get(offset);
    }

    @Override
    public void remove(int partition, long incarnation, long from, long to) {
        alive();
        memory.remove(this, partition, incarnation, from, to);
    }

    @Override
    public void seal(int partition, long incarnation, long first, byte[] segment) {
        alive();
        memory.seal(this, partition, incarnation, first, segment);
    }

    @Override
    public void summarize(int partition, long incarnation, long first, byte[] summary) {
        alive();
        memory.summarize(this, partition, incarnation, first, summary);
    }

    @Override
    public void unseal(int partition, long incarnation, long first) {
        alive();
        memory.unseal(this, partition, incarnation, first);
    }

    @Override
    public byte @Nullable [] segment(int partition, long first) {
        return memory.copy(partition, 0).segments.get(first);
    }

    @Override
    public Set<Long> segments(int partition) {
        return Set.copyOf(memory.copy(partition, 0).segments.rows().keySet());
    }

    @Override
    public SortedMap<Long, byte[]> summaries(int partition) {
        return new TreeMap<>(memory.copy(partition, 0).summaries.rows());
    }

    @Override
    public void write(int partition, long incarnation, Map<String, byte[]> puts, Set<String> removes) {
        alive();
        memory.write(this, partition, incarnation, puts, removes);
    }

    @Override
    public SortedMap<String, byte[]> work(int partition, String prefix) {
        return Memory.scan(memory.copy(partition, 0).work, prefix);
    }

    @Override
    public void fence(int partition, long incarnation) {
        alive();
        memory.fence(this, partition, incarnation);
    }

    @Override
    public List<LogCopy> copies(int partition) {
        List<LogCopy> copies = new ArrayList<>();
        for (int c = 0; c < memory.copies(); c++) {
            copies.add(new InMemory(memory.copy(partition, c)));
        }
        return copies;
    }

    @Override
    public int liveCopies(int partition) {
        return memory.copies();
    }

    @Override
    public void force(BitSet partitions, Set<Part> parts) {
        alive();
        memory.force(partitions, parts);
    }

    @Override
    public ControlRows control() {
        return new Control();
    }

    @Override
    public void close() {
        cut();
    }

    private record InMemory(Memory.Copy copy) implements LogCopy {

        @Override
        public long first() {
            return edge(true);
        }

        @Override
        public long next() {
            return edge(false);
        }

        private long edge(boolean first) {
            NavigableMap<Long, byte[]> log = copy.log.rows();
            try {
                return first ? log.firstKey() : log.lastKey() + 1;
            } catch (NoSuchElementException empty) {
                return 0;
            }
        }

        @Override
        public BitSet present(long from) {
            BitSet present = new BitSet();
            copy.log.rows().tailMap(from).keySet().forEach(offset -> present.set((int) (offset - from)));
            return present;
        }

        @Override
        public byte @Nullable [] get(long offset) {
            return copy.log.get(offset);
        }
    }

    private final class Control implements ControlRows {

        @Override
        public byte @Nullable [] get(String key) {
            return memory.control().get(key);
        }

        @Override
        public SortedMap<String, byte[]> scan(String prefix) {
            return Memory.scan(memory.control(), prefix);
        }

        @Override
        public void put(String key, byte[] value) {
            alive();
            memory.control().put(key, value);
            memory.controlChanged(key);
        }

        @Override
        public boolean putIfAbsent(String key, byte[] value) {
            alive();
            boolean put = memory.control().putIfAbsent(key, value);
            if (put) {
                memory.controlChanged(key);
            }
            return put;
        }

        @Override
        public void remove(String key) {
            alive();
            memory.control().remove(key);
            memory.controlChanged(key);
        }
    }
}
