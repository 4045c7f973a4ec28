package io.serai.store.log;

import java.util.Set;

/** Something written that waits for the force. */
interface Committable {

    /** Whose copies must be forced; -1 for what belongs to no partition. */
    int partition();

    /** What was written, and has to be forced. */
    Set<Storage.Part> parts();

    /** It is durable. */
    void committed();

    /** It may or may not be durable, and must not be acknowledged. */
    void failed(RuntimeException cause);
}
