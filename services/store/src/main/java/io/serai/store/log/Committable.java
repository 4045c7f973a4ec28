package io.serai.store.log;

/** Something written that waits for the force. */
interface Committable {

    /** Whose copies must be forced; -1 for what belongs to no partition. */
    int partition();

    /** It is durable. */
    void committed();

    /** It may or may not be durable, and must not be acknowledged. */
    void failed(RuntimeException cause);
}
