package io.serai.store;

/**
 * How the store is.
 *
 * @param state what it is doing
 * @param detail for a person: what it waits for, why it refuses events or why it failed
 * @param refusing whether it takes no new events although it is ready, because disk or heap are short
 * @param events events in the log, duplicates and voids not counted
 * @param appended events appended since the process started
 * @param duplicates duplicates answered since the process started
 * @param forces group commits since the process started
 */
public record StoreStatus(
        State state,
        String detail,
        boolean refusing,
        int partitions,
        int ownedPartitions,
        String durability,
        long events,
        long appended,
        long duplicates,
        long forces) {

    /** What a store goes through; it ends in {@code CLOSED} or {@code FAILED}. */
    public enum State {
        OPENING,
        READY,
        FAILED,
        CLOSED
    }
}
