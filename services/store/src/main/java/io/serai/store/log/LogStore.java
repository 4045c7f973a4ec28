package io.serai.store.log;

import io.cloudevents.CloudEvent;
import io.serai.store.Appended;
import io.serai.store.ClusterStatus;
import io.serai.store.ClusterStatus.Node;
import io.serai.store.ClusterStatus.Role;
import io.serai.store.ControlTable;
import io.serai.store.EventStore;
import io.serai.store.LogSlice;
import io.serai.store.OwnershipListener;
import io.serai.store.Peers;
import io.serai.store.Position;
import io.serai.store.StoreStatus;
import io.serai.store.StoreStatus.State;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event log over a {@link Storage}: what all stores have in common. */
public class LogStore implements EventStore {

    private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

    private final LogSettings settings;
    private final LogThreads threads;
    private final Admission admission;
    private final Controls controls;
    private final Calls calls;
    private final Appends appends;
    private final RemoteReads elsewhere;
    private final List<IntConsumer> commitListeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final Object lock = new Object();

    /** What the storage said before it was open; null afterwards. Under the lock. */
    private @Nullable List<Integer> early = new ArrayList<>();

    private @Nullable OwnershipListener firstListener;

    private volatile @Nullable Engine engine;
    private volatile State state = State.OPENING;
    private volatile String detail = "opening";

    protected LogStore(LogSettings settings, LogThreads threads) {
        this.settings = settings;
        this.threads = threads;
        this.admission = new Admission(settings.maxInFlight(), settings.maxInFlightBytes());
        this.controls = new Controls(this::controlWriter);
        this.calls = new Calls(settings.node(), settings.ownerWait(), threads.calls(), this::ownsNow);
        this.elsewhere = new RemoteReads(
                calls,
                settings.ownerWait(),
                this::ownedHere,
                (partition, prefix) -> Owned.work(running().storage(), partition, prefix));
        this.appends = new Appends(settings, admission, calls, this::running);
    }

    /** Makes the storage ready; may block as long as it takes. */
    @FunctionalInterface
    public interface Opener {
        Storage open(Storage.Events events);
    }

    /** Opens on this thread and takes over what the storage says this node owns; {@link #ready} tells when. */
    protected final void open(Opener opener) {
        try {
            Storage storage = opener.open(new FromStorage());
            Engine opened = new Engine(storage, settings, threads, appends::astray, this::tellCommit, this::fail);
            List<CompletableFuture<Void>> takeOvers = new ArrayList<>();
            synchronized (lock) {
                if (state == State.CLOSED) {
                    storage.close();
                    return;
                }
                engine = opened;
                List<Integer> waiting = early == null ? List.of() : early;
                early = null;
                waiting.forEach(partition -> takeOvers.add(opened.partitions().take(partition)));
                if (firstListener != null) {
                    opened.partitions().listen(firstListener);
                }
            }
            CompletableFuture.allOf(takeOvers.toArray(CompletableFuture[]::new)).whenComplete(this::taken);
        } catch (RuntimeException | Error notOpened) {
            fail(notOpened);
        }
    }

    private void taken(@Nullable Void all, @Nullable Throwable thrown) {
        if (thrown != null) {
            fail(thrown);
            return;
        }
        synchronized (lock) {
            if (state != State.OPENING) {
                return;
            }
            state = State.READY;
            detail = "ready";
        }
        ready.complete(null);
    }

    /** Completes when events can be appended; exceptionally where that will never be. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** Completes, with the cause, should the store fail for good: the process had better end and start afresh. */
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    /** What it waits for while it opens: shown in {@link #status}. */
    protected final void detail(String text) {
        synchronized (lock) {
            if (state == State.OPENING) {
                detail = text;
            }
        }
    }

    /** New events are refused for as long as something is short; all else goes on. */
    protected final void shortage(Optional<String> what) {
        admission.shortage(what);
    }

    /** From now on nothing is accepted or acknowledged. */
    protected final void fail(Throwable cause) {
        Throwable why = explained(cause);
        if (end(why)) {
            LOG.error("the store failed: {}", why.getMessage(), why);
        }
    }

    /** What people are told of a failure, where the storage knows more than who met it. */
    protected Throwable explained(Throwable cause) {
        return cause;
    }

    /** As {@link #fail}, where it is no surprise; false where it had ended before. */
    protected final boolean end(Throwable cause) {
        synchronized (lock) {
            if (state == State.FAILED || state == State.CLOSED) {
                return false;
            }
            state = State.FAILED;
            detail = String.valueOf(cause.getMessage());
        }
        // first, so that whoever is refused over it finds why
        failure.complete(cause);
        ready.completeExceptionally(cause);
        appends.close();
        Engine broken = engine;
        if (broken != null) {
            broken.partitions().loseAll();
        }
        return true;
    }

    @Override
    public int partitions() {
        return settings.partitions();
    }

    @Override
    public int partitionOf(CloudEvent event) {
        return Fingerprint.partition(EventCodec.key(event), settings.partitions());
    }

    @Override
    public CompletableFuture<Appended> append(CloudEvent event) {
        return appends.append(event);
    }

    @Override
    public CompletableFuture<List<Appended>> append(List<CloudEvent> events) {
        return appends.append(events);
    }

    @Override
    public Optional<StoredEvent> read(Position position) {
        PartitionLog log = readable(position.partition());
        return log == null ? elsewhere.read(position) : log.read(position.offset());
    }

    @Override
    public LogSlice read(int partition, long from, int max) {
        PartitionLog log = readable(partition);
        return log == null ? elsewhere.read(partition, from, max) : log.read(from, max);
    }

    @Override
    public long first(int partition) {
        PartitionLog log = readable(partition);
        return log == null ? elsewhere.first(partition) : log.first();
    }

    @Override
    public long committed(int partition) {
        PartitionLog log = readable(partition);
        return log == null ? elsewhere.committed(partition) : log.committed();
    }

    @Override
    public long offsetAt(int partition, Instant time) {
        PartitionLog log = readable(partition);
        return log == null ? elsewhere.offsetAt(partition, time) : log.offsetAt(time);
    }

    @Override
    public SortedMap<String, byte[]> work(int partition, String prefix) {
        if (calls.link() != null && readable(partition) == null) {
            return elsewhere.work(partition, prefix);
        }
        return Owned.work(running().storage(), partition, prefix);
    }

    @Override
    public Peers peers() {
        return calls;
    }

    @Override
    public ControlTable control() {
        return controls;
    }

    @Override
    public void listen(OwnershipListener listener) {
        synchronized (lock) {
            firstListener = listener;
            Engine running = engine;
            if (running != null) {
                running.partitions().listen(listener);
            }
        }
    }

    @Override
    public CommitListening onCommit(IntConsumer partition) {
        commitListeners.add(partition);
        return () -> commitListeners.remove(partition);
    }

    private void tellCommit(int partition) {
        for (IntConsumer listener : commitListeners) {
            listener.accept(partition);
        }
    }

    @Override
    public StoreStatus status() {
        Engine running = engine;
        List<PartitionLog> logs =
                running == null ? List.of() : running.partitions().all();
        Optional<String> refusing = state == State.READY ? admission.shortage() : Optional.empty();
        return new StoreStatus(
                state,
                refusing.map(why -> "new events are refused: " + why).orElse(detail),
                refusing.isPresent(),
                settings.partitions(),
                logs.size(),
                settings.durability().label(),
                logs.stream().mapToLong(PartitionLog::events).sum(),
                admission.appended(),
                admission.duplicates(),
                running == null ? 0 : running.commit().forces());
    }

    /** A node alone, unless the storage knows better. */
    @Override
    public ClusterStatus cluster() {
        int owned = status().ownedPartitions();
        Node self = new Node(settings.node(), settings.node(), 0, Role.HUB, 1, true);
        return new ClusterStatus(List.of(self), owned, owned, 0);
    }

    @Override
    public void close() {
        State before;
        synchronized (lock) {
            if (state == State.CLOSED) {
                return;
            }
            before = state;
            state = State.CLOSED;
            detail = "closed";
        }
        ready.completeExceptionally(unavailable());
        appends.close();
        Engine running = engine;
        if (running != null && before != State.FAILED) {
            try {
                running.settle().get(1, TimeUnit.MINUTES);
                running.release();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception notSettled) {
                LOG.warn("the store did not end in good order; the next start takes it for an unclean end", notSettled);
            }
        }
        threads.shutDown();
        if (running != null) {
            // until then others ask, and hear at once that another is to be asked
            running.storage().close();
        }
        threads.endCalls();
    }

    private Controls.Writer controlWriter() {
        Engine running = running();
        return new Controls.Writer(running.storage().control(), running.lane(0), running.commit(), this::fail);
    }

    /** Null where another node is to be asked; a node alone fails. */
    private @Nullable PartitionLog readable(int partition) {
        PartitionLog log = running().partitions().get(partition);
        if (log == null && calls.link() == null) {
            throw Partitions.notHere(partition);
        }
        return log;
    }

    private @Nullable PartitionLog owned(int partition) {
        Engine running = engine;
        return running == null || state != State.READY
                ? null
                : running.partitions().get(partition);
    }

    private boolean ownsNow(int partition) {
        return owned(partition) != null;
    }

    private Lane lane(int partition) {
        return Objects.requireNonNull(engine, "the store is not open").lane(partition);
    }

    private PartitionLog ownedHere(int partition) {
        PartitionLog log = owned(partition);
        if (log == null) {
            throw new AstrayException("partition " + partition + " was lost");
        }
        return log;
    }

    private Engine running() {
        Engine running = engine;
        if (running == null || state != State.READY) {
            throw unavailable();
        }
        return running;
    }

    private StoreUnavailableException unavailable() {
        return new StoreUnavailableException("the store is not ready: " + detail, Duration.ofSeconds(1));
    }

    private final class FromStorage implements Storage.Events {

        @Override
        public void owned(int partition) {
            synchronized (lock) {
                if (early != null) {
                    early.add(partition);
                    return;
                }
            }
            withEngine(running -> running.partitions().take(partition));
        }

        @Override
        public void lost(int partition) {
            synchronized (lock) {
                if (early != null) {
                    early.remove((Integer) partition);
                    return;
                }
            }
            withEngine(running -> running.partitions().lose(partition));
        }

        @Override
        public void controlChanged(String key) {
            controls.changed(key);
        }

        @Override
        public void linked(Link link) {
            calls.link(link);
            appends.forwardWith(new Forwarding(calls, settings, LogStore.this::ownsNow, LogStore.this::lane));
        }

        @Override
        public void received(Member from, byte[] message) {
            calls.received(from, message);
        }

        @Override
        public void departed(Member member) {
            calls.departed(member);
        }

        @Override
        public void failed(Throwable cause) {
            fail(cause);
        }

        private void withEngine(Consumer<Engine> call) {
            Engine running = engine;
            if (running != null) {
                call.accept(running);
            }
        }
    }
}
