package io.serai.store.log;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import io.serai.store.ConflictException;
import io.serai.store.Position;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

    /** It came from another node, which sees to it where this one does not own the partition. */
    final boolean fromElsewhere;

    /** {@link System#nanoTime} at which the search for an owner is given up; under the lock of {@link Forwarding}. */
    private @Nullable Long deadline;

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
        this.fromElsewhere = false;
    }

    /** Of an event that another node has encoded. */
    PendingAppend(byte[] record, int partitions, Admission admission) {
        EventRecord.Identity identity = EventRecord.identity(record);
        this.record = record;
        this.id = identity.id();
        this.source = URI.create(identity.source());
        this.admission = admission;
        this.type = EventRecord.type(record);
        this.key = identity.key();
        this.partition = Fingerprint.partition(key, partitions);
        this.fingerprint = Fingerprint.of(identity.source(), id, key);
        this.fromElsewhere = true;
    }

    String id() {
        return id;
    }

    String source() {
        return source.toString();
    }

    /** Set once: a partition that moves to and fro does not put it off. */
    void waitUntil(long nanoTime) {
        if (deadline == null) {
            deadline = nanoTime;
        }
    }

    long deadline() {
        return deadline == null ? Long.MAX_VALUE : deadline;
    }

    void stored(long at) {
        offset = at;
        duplicate = false;
        conflict = false;
    }

    void known(long at, boolean sameContent) {
        offset = at;
        duplicate = sameContent;
        conflict = !sameContent;
    }

    /** What is there at its position is durable: its own record, or the one that it is a duplicate of or conflicts with. */
    void acknowledge() {
        if (conflict) {
            refuse(new ConflictException(id, source(), new Position(partition, offset)));
            return;
        }
        admission.acknowledged(duplicate);
        answer();
    }

    /** Its owner has acknowledged it, and counted it. */
    void acknowledgedElsewhere(long at, boolean knownThere) {
        offset = at;
        duplicate = knownThere;
        answer();
    }

    private void answer() {
        leave();
        complete(new Appended(id, source, new Position(partition, offset), duplicate));
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
