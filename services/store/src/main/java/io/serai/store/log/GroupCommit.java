package io.serai.store.log;

import io.serai.store.Durability;
import io.serai.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One force for all who wait. While a force runs, what is written meanwhile gathers for the next; a lone publisher
 * pays one force and waits for no timer. Only what somebody waits for is forced, and once a second the rest with it, so
 * that a power cut takes little of what nobody waits for. After a force that failed nothing is acknowledged ever again: what the device
 * then holds is unknown, and asking again would only hide it.
 */
final class GroupCommit {

    private static final Duration ALL_AFTER = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Storage storage;
    private final Clock clock;
    private final boolean forced;
    private final Consumer<RuntimeException> onFailure;
    private final Mailbox<List<Committable>> mailbox;
    private volatile boolean poisoned;
    private final LongAdder forces = new LongAdder();

    /** When everything was forced last, whoever needed it. */
    private Instant allForced = Instant.MIN;

    GroupCommit(Storage storage, LogSettings settings, Executor executor, Consumer<RuntimeException> onFailure) {
        this.storage = storage;
        this.clock = settings.clock();
        this.forced = settings.durability() == Durability.FSYNC;
        this.onFailure = onFailure;
        this.mailbox = new Mailbox<>(forced ? executor : Runnable::run, Integer.MAX_VALUE, this::commit);
    }

    /** Commits what was written before the call. */
    void commit(Committable written) {
        mailbox.post(List.of(written));
    }

    /** Commits what was written before the call, all with the same force. */
    void commitAll(List<Committable> written) {
        if (!written.isEmpty()) {
            mailbox.post(written);
        }
    }

    long forces() {
        return forces.sum();
    }

    private void commit(List<List<Committable>> generation) {
        List<Committable> all = new ArrayList<>();
        generation.forEach(all::addAll);
        if (force(all)) {
            all.forEach(Committable::committed);
        } else {
            StoreUnavailableException refusal = new StoreUnavailableException(
                    "the log could not be forced to the device; what is kept of this is not known", RETRY_AFTER);
            all.forEach(commit -> commit.failed(refusal));
        }
    }

    private boolean force(List<Committable> commits) {
        if (!forced || poisoned) {
            return !poisoned;
        }
        BitSet partitions = new BitSet();
        Set<Storage.Part> parts = EnumSet.noneOf(Storage.Part.class);
        for (Committable commit : commits) {
            if (commit.partition() >= 0) {
                partitions.set(commit.partition());
            }
            parts.addAll(commit.parts());
        }
        Instant now = clock.instant();
        // a clock that was set back must not put it off
        if (now.isBefore(allForced) || now.isAfter(allForced.plus(ALL_AFTER))) {
            parts.addAll(Storage.Part.ALL);
            allForced = now;
        }
        try {
            storage.force(partitions, parts);
            forces.increment();
            return true;
        } catch (RuntimeException | Error failure) {
            poisoned = true;
            onFailure.accept(new StorageFailedException("forcing the log to the device failed", failure));
            return false;
        }
    }
}
