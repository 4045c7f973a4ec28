package io.serai.store;

import java.time.Instant;
import java.util.Optional;

/** Which events of a partition may go for good: those that are old enough and that nothing needs any more. */
public interface Retention {

    /** Events of the type that were recorded before may go; empty where the type is kept for good. */
    Optional<Instant> expiredBefore(String type);

    /** Whether something still needs the event: it stays, however old. Asked of those that are old enough. */
    boolean needed(StoredEvent event);
}
