package io.serai.store;

/** Hears which partitions this node owns. Called on the store's hand-over thread, one call at a time. */
public interface OwnershipListener {

    /** The take-over is complete: the log is whole up to {@link OwnedPartition#committed}, the work rows are readable. */
    void taken(OwnedPartition partition);

    /** Another node owns it now, or nobody; later writes through the old {@link OwnedPartition} fail. */
    void lost(int partition);
}
