package io.serai.store.log;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import io.serai.store.ConflictException;
import io.serai.store.Position;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** An event on its way into the log: the record to write, and the answer. */
final class PendingAppend extends CompletableFuture<Appended> {

    private final String id;
    private final URI source;
    private final Admission admission;
    final int partition;
    final long fingerprint;
    final byte[] record;
    final String type;
    final String key;

    private long offset;
    private boolean duplicate;
    private boolean conflict;
    private boolean answered;

    PendingAppend(CloudEvent event, int partitions, long maxEventSize, Admission admission) {
        this.record = EventCodec.encode(event, maxEventSize);
        this.id = event.getId();
        this.source = event.getSource();
        this.admission = admission;
        this.type = event.getType();
        this.key = EventCodec.key(event);
        this.partition = Fingerprint.partition(key, partitions);
        this.fingerprint = Fingerprint.of(source.toString(), id, key);
    }

    String id() {
        return id;
    }

    String source() {
        return source.toString();
    }

    void stored(long at) {
        offset = at;
    }

    void known(long at, boolean sameContent) {
        offset = at;
        duplicate = sameContent;
        conflict = !sameContent;
    }

    /** What is there at its position is durable: its own record, or the one that it is a duplicate of or conflicts with. */
    void acknowledge() {
        Position position = new Position(partition, offset);
        if (conflict) {
            refuse(new ConflictException(id, source(), position));
            return;
        }
        leave();
        admission.acknowledged(duplicate);
        complete(new Appended(id, source, position, duplicate));
    }

    /** No more than once: what is answered stays so. */
    void refuse(RuntimeException cause) {
        if (!answered) {
            leave();
            completeExceptionally(cause);
        }
    }

    private void leave() {
        answered = true;
        admission.leave(record.length);
    }
}
