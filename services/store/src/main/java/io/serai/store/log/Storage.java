package io.serai.store.log;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the engine needs of whatever keeps the log. Writes reach every live copy before they return, and are refused
 * with {@link io.serai.store.NotOwnerException} unless they carry the incarnation last fenced.
 *
 * <p>After {@link StorageFailedException} nothing may be acknowledged any more; after any other exception it is unknown
 * how much of the write was done, and the partition is taken over anew.
 */
public interface Storage {

    /**
     * Puts the records at the offsets from {@code first} on, where there is nothing yet.
     *
     * @throws OccupiedException where an offset holds another record; one that holds this very record is no error
     */
    void append(int partition, long incarnation, long first, List<byte[]> records);

    /** Puts a record that one copy has, or a void that none has, into all copies. */
    void repair(int partition, long incarnation, long offset, byte[] record);

    /** The record in the copy of this node. */
    byte @Nullable [] get(int partition, long offset);

    /** Removes the records of the offsets; one that is not there is no error. */
    void remove(int partition, long incarnation, long from, long to);

    /** Puts a segment, in place of the one that begins there. */
    void seal(int partition, long incarnation, long first, byte[] segment);

    /** Puts the summary of a segment, in place of the one it had. */
    void summarize(int partition, long incarnation, long first, byte[] summary);

    /** Removes a segment and its summary; one that is not there is no error. */
    void unseal(int partition, long incarnation, long first);

    /** The segment that begins at the offset, in the copy of this node. */
    byte @Nullable [] segment(int partition, long first);

    /** Where the segments begin that the copy of this node has. */
    Set<Long> segments(int partition);

    /** The summaries in the copy of this node, by the first offset of their segments. */
    SortedMap<Long, byte[]> summaries(int partition);

    /** Puts and removes rows of the partition's work table. */
    void write(int partition, long incarnation, Map<String, byte[]> puts, Set<String> removes);

    /** Rows whose key starts so. */
    SortedMap<String, byte[]> work(int partition, String prefix);

    /** From now on, refuses writes of every other incarnation. */
    void fence(int partition, long incarnation);

    /** Every copy of the partition that is there, the one of this node first. */
    List<LogCopy> copies(int partition);

    /** How many copies of the partition a write reaches now. */
    int liveCopies(int partition);

    /**
     * Forces to the device what was written to these parts before the call, log before work, on every copy of these
     * partitions and, with the work table, of the control table. Several may force at once. Returns only when it is
     * proved to be there.
     */
    void force(BitSet partitions, Set<Part> parts);

    /** What can be forced without the rest; each has files of its own. */
    enum Part {
        LOG,
        SEGMENTS,
        /** The work table and the control table. */
        WORK;

        static final Set<Part> ALL = Set.copyOf(EnumSet.allOf(Part.class));
    }

    ControlRows control();

    /** Nothing is written after it. */
    void close();

    /** One copy of a partition's log, wherever it is. */
    interface LogCopy {

        /** The lowest offset there is, 0 where there is none. */
        long first();

        /** The offset after the highest there is, 0 where there is none. */
        long next();

        /** Which of the offsets from there on it has; bit 0 stands for {@code from}. */
        BitSet present(long from);

        byte @Nullable [] get(long offset);
    }

    /** The control table; writes are durable with the next {@link #force} that covers it. */
    interface ControlRows {

        byte @Nullable [] get(String key);

        SortedMap<String, byte[]> scan(String prefix);

        void put(String key, byte[] value);

        /** Whether it put: there was nothing. */
        boolean putIfAbsent(String key, byte[] value);

        void remove(String key);
    }

    /** What a storage tells the engine, from any thread; the engine hands over at once. */
    interface Events {

        /** This node holds the copy that takes writes. */
        void owned(int partition);

        void lost(int partition);

        void controlChanged(String key);

        /** There may be other nodes, which are reached this way: before anything is heard of them. */
        void linked(Link link);

        /** A message of another node. */
        void received(Member from, byte[] message);

        /** It is gone, and answers no more. */
        void departed(Member member);

        /** It can go on no more. */
        void failed(Throwable cause);
    }
}
