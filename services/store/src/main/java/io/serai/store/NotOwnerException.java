package io.serai.store;

/** A write by a node, or an incarnation of it, that does not own the partition any more. */
public final class NotOwnerException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final int partition;

    public NotOwnerException(int partition, long incarnation) {
        super("partition " + partition + " is not owned under incarnation " + incarnation + " any more");
        this.partition = partition;
    }

    public int partition() {
        return partition;
    }
}
