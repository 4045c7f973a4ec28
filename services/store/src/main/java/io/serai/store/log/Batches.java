package io.serai.store.log;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import io.serai.store.BatchRefusedException;
import io.serai.store.ConflictException;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is wrong with a batch, told with the index of each event at fault. */
final class Batches {

    private Batches() {}

    /** Looks at all events before the first is stored; throws where any of them is at fault. */
    static List<PendingAppend> check(List<CloudEvent> events, Function<CloudEvent, PendingAppend> reading) {
        List<PendingAppend> pending = new ArrayList<>(events.size());
        Map<Long, PendingAppend> seen = new HashMap<>();
        List<BatchRefusedException.Refused> refused = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                PendingAppend one = reading.apply(events.get(i));
                checkAgainst(seen.putIfAbsent(one.fingerprint, one), one);
                pending.add(one);
            } catch (InvalidEventException | EventTooLargeException atFault) {
                refused.add(new BatchRefusedException.Refused(i, atFault));
            }
        }
        throwIfAny(refused);
        return pending;
    }

    private static void checkAgainst(@Nullable PendingAppend earlier, PendingAppend one) {
        if (earlier != null
                && EventRecord.sameEvent(earlier.record, one.record)
                && !EventRecord.sameContent(earlier.record, one.record)) {
            throw new InvalidEventException("event '" + one.id() + "' of source '" + one.source()
                    + "' is in the batch twice, with other content; give one of both an id of its own");
        }
    }

    /** When all are done: the positions, or what is wrong – the store's failure before the fault of an event. */
    static List<Appended> answers(List<PendingAppend> pending) {
        List<Appended> appended = new ArrayList<>(pending.size());
        List<BatchRefusedException.Refused> refused = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            try {
                appended.add(pending.get(i).join());
            } catch (CompletionException failed) {
                if (!(failed.getCause() instanceof ConflictException conflict)) {
                    throw failed;
                }
                refused.add(new BatchRefusedException.Refused(i, conflict));
            }
        }
        throwIfAny(refused);
        return appended;
    }

    private static void throwIfAny(List<BatchRefusedException.Refused> refused) {
        if (!refused.isEmpty()) {
            throw new BatchRefusedException(refused);
        }
    }
}
