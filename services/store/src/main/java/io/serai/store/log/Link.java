package io.serai.store.log;

import io.serai.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;

/** How this node reaches the others that keep the log. What comes from them is told to {@link Storage.Events}. */
public interface Link {

    Member self();

    /** Those that are there now. */
    List<Member> others();

    /** Who takes the writes of the partition, as far as this node knows; empty while nobody does. */
    Optional<Member> owner(int partition);

    /**
     * Hands the message to the network and returns. Whether it arrived, its answer tells.
     *
     * @throws StoreUnavailableException where the member is gone; one that goes later is told as departed
     */
    void send(Member to, byte[] message);
}
