package io.serai.store;

import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** A partition that this node owns, for as long as it owns it. */
public interface OwnedPartition {

    int number();

    /** Grows with every take-over of the partition, by whichever node. */
    long incarnation();

    /** Whether this node still owns it under this incarnation. */
    boolean owned();

    /** Whether the take-over before this one ended without a clean close. */
    boolean afterUncleanEnd();

    /** See {@link EventStore#committed}. */
    long committed();

    /** See {@link EventStore#read(int, long, int)}. */
    LogSlice read(long from, int max);

    /** Called after each commit that raised {@link #committed}, on the committing thread: hand over, do not work. */
    void onCommit(Runnable wake);

    /** See {@link EventStore#work}. */
    SortedMap<String, byte[]> work(String prefix);

    /**
     * Writes rows of the work table. Writes of a partition become visible in the order of the calls. A write that is
     * {@code durable} completes when it is as durable as an event; one that is not completes when it is written, and a
     * power cut may take it (and nothing older than the last durable write).
     *
     * <p>Fails with {@link NotOwnerException} once the partition is lost.
     */
    CompletableFuture<Void> write(WorkUpdate update);

    /**
     * Says that every subscription has passed the events below the offset: they may be packed. They can be read as
     * before, a little slower. Returns at once; a smaller offset than before changes nothing.
     */
    void passed(long offset);

    /**
     * Removes for good what the retention lets go of the events below the offset. The newest event of a partition
     * stays. Answers how many were removed; fails with {@link NotOwnerException} once the partition is lost, when some
     * may have been removed.
     */
    CompletableFuture<Long> remove(long before, Retention retention);
}
