package io.serai.delivery.internal;

import io.serai.delivery.DeadLetters;
import io.serai.delivery.Definitions;
import io.serai.delivery.Deliveries;
import io.serai.delivery.EventHub;
import io.serai.delivery.Publisher;
import io.serai.delivery.RejectedInputs;
import io.serai.delivery.internal.engine.ClusterView;
import io.serai.delivery.internal.engine.Engine;
import io.serai.delivery.internal.engine.Environment;
import io.serai.delivery.internal.publish.CheckedPublisher;
import io.serai.delivery.internal.publish.RejectedInputTable;
import io.serai.delivery.internal.publish.SchemaBook;
import io.serai.delivery.time.SystemTimer;
import io.serai.delivery.time.Timer;
import io.serai.store.EventStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The parts of a hub, and what of them is its own to end. */
public final class RunningHub implements EventHub {

    private final EventStore store;
    private final CheckedPublisher publisher;
    private final RejectedInputs rejected;
    private final Engine engine;
    private final ClusterView cluster;
    private final List<Runnable> ends;
    private volatile Definitions definitions;

    private RunningHub(
            EventStore store,
            Definitions definitions,
            CheckedPublisher publisher,
            RejectedInputs rejected,
            Engine engine,
            List<Runnable> ends) {
        this.store = store;
        this.definitions = definitions;
        this.publisher = publisher;
        this.rejected = rejected;
        this.engine = engine;
        this.cluster = new ClusterView(engine, store);
        this.ends = ends;
    }

    public static EventHub start(
            EventStore store,
            Definitions definitions,
            int maxHops,
            Clock clock,
            Optional<Timer> givenTimer,
            Optional<Executor> givenExecutor) {
        SystemTimer ownTimer = givenTimer.isPresent() ? null : new SystemTimer("serai-timer");
        ExecutorService ownExecutor = givenExecutor.isPresent() ? null : threads();
        Timer timer = ownTimer == null ? givenTimer.orElseThrow() : ownTimer;
        Executor executor = ownExecutor == null ? givenExecutor.orElseThrow() : ownExecutor;
        CheckedPublisher publisher = new CheckedPublisher(store, new SchemaBook(definitions.catalog()), maxHops);
        Engine engine = new Engine(Environment.of(store, clock, timer, executor, publisher, definitions.catalog()));
        engine.start();
        List<Runnable> ends = new ArrayList<>();
        ends.add(engine::close);
        if (ownTimer != null) {
            ends.add(ownTimer::close);
        }
        if (ownExecutor != null) {
            // not interrupted: a thread that does the store's I/O must not be
            ends.add(ownExecutor::shutdown);
        }
        RejectedInputs rejected = new RejectedInputTable(store, clock);
        return new RunningHub(store, definitions, publisher, rejected, engine, List.copyOf(ends));
    }

    private static ExecutorService threads() {
        AtomicInteger numbers = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread made = new Thread(task, "serai-delivery-" + numbers.incrementAndGet());
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public EventStore store() {
        return store;
    }

    @Override
    public Publisher publisher() {
        return publisher;
    }

    @Override
    public Deliveries deliveries() {
        return cluster;
    }

    @Override
    public DeadLetters deadLetters() {
        return cluster;
    }

    @Override
    public RejectedInputs rejectedInputs() {
        return rejected;
    }

    @Override
    public Definitions definitions() {
        return definitions;
    }

    @Override
    public synchronized void redefine(Definitions declared) {
        SchemaBook schemas = new SchemaBook(declared.catalog());
        definitions = declared;
        publisher.use(schemas);
        engine.redefine(declared);
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
