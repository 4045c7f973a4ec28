package io.serai.store.log;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes events in. A node alone writes each in a lane of its own; in a cluster an event whose partition another node
 * owns goes there by {@link Forwarding}, and what others send is written here.
 */
final class Appends {

    private final LogSettings settings;
    private final Admission admission;
    private final Calls calls;
    private final Supplier<Engine> running;

    private volatile @Nullable Forwarding forwarding;

    /** @param running fails while the store is not ready */
    Appends(LogSettings settings, Admission admission, Calls calls, Supplier<Engine> running) {
        this.settings = settings;
        this.admission = admission;
        this.calls = calls;
        this.running = running;
        calls.answer(Forwarding.APPEND, this::appendForAnother);
    }

    CompletableFuture<Appended> append(CloudEvent event) {
        try {
            Engine engine = running.get();
            PendingAppend pending = pending(event);
            if (!admission.enter(1, pending.record.length)) {
                throw admission.refusal();
            }
            if (goesToLane(engine, pending.partition)) {
                engine.lane(pending.partition).post(pending);
            } else {
                forward(List.of(pending));
            }
            return pending;
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    CompletableFuture<List<Appended>> append(List<CloudEvent> events) {
        try {
            Engine engine = running.get();
            List<PendingAppend> pending = Batches.check(events, this::pending);
            if (!admission.enter(pending.size(), bytes(pending))) {
                throw admission.refusal();
            }
            List<PendingAppend> here = new ArrayList<>();
            List<PendingAppend> elsewhere = new ArrayList<>();
            pending.forEach(one -> (goesToLane(engine, one.partition) ? here : elsewhere).add(one));
            post(engine, here);
            forward(elsewhere);
            return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                    .handle((all, failed) -> Batches.answers(pending));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private PendingAppend pending(CloudEvent event) {
        return new PendingAppend(event, settings.partitions(), settings.maxEventSize(), admission);
    }

    private static long bytes(List<PendingAppend> pending) {
        return pending.stream().mapToLong(one -> one.record.length).sum();
    }

    /** Not what another node owns, nor what comes behind such. */
    private boolean goesToLane(Engine engine, int partition) {
        Forwarding forwards = forwarding;
        return forwards == null || engine.partitions().get(partition) != null && !forwards.busy(partition);
    }

    private static void post(Engine engine, List<PendingAppend> pending) {
        pending.stream()
                .collect(Collectors.groupingBy(one -> engine.lane(one.partition)))
                .forEach(Lane::post);
    }

    private void forward(List<PendingAppend> pending) {
        Forwarding forwards = forwarding;
        if (forwards != null && !pending.isEmpty()) {
            forwards.post(pending);
        }
    }

    /** The lane found that the partition is not owned here. */
    void astray(int partition, List<PendingAppend> appends) {
        List<PendingAppend> own = new ArrayList<>();
        for (PendingAppend append : appends) {
            if (append.fromElsewhere) {
                append.refuse(new AstrayException("partition " + partition + " was lost"));
            } else {
                own.add(append);
            }
        }
        Forwarding forwards = forwarding;
        if (forwards != null) {
            forwards.returned(own);
        } else {
            RuntimeException refusal = Partitions.notHere(partition);
            own.forEach(append -> append.refuse(refusal));
        }
    }

    private CompletableFuture<byte[]> appendForAnother(byte[] question) {
        Engine engine;
        try {
            engine = running.get();
        } catch (RuntimeException notReady) {
            // whoever owns it next can be asked
            return CompletableFuture.failedFuture(new AstrayException(String.valueOf(notReady.getMessage())));
        }
        List<PendingAppend> pending = AppendCodec.records(question).stream()
                .map(record -> new PendingAppend(record, settings.partitions(), admission))
                .toList();
        if (!admission.enter(pending.size(), bytes(pending))) {
            return CompletableFuture.failedFuture(admission.refusal());
        }
        post(engine, pending);
        return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
                .handle((all, failed) -> AppendCodec.answer(pending));
    }

    /** There are other nodes. */
    void forwardWith(Forwarding forwards) {
        forwarding = forwards;
    }

    /** Nobody is waited for any more. */
    void close() {
        calls.close();
        Forwarding forwards = forwarding;
        if (forwards != null) {
            forwards.close();
        }
    }
}
