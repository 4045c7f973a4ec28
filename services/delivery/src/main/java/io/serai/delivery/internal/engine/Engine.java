package io.serai.delivery.internal.engine;

import io.serai.delivery.DeadLetterSender;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.Definitions;
import io.serai.delivery.Deliveries;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.Fate;
import io.serai.delivery.PartitionState;
import io.serai.delivery.Subscription;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.internal.rows.SubscriptionRow;
import io.serai.store.OwnedPartition;
import io.serai.store.OwnershipListener;
import io.serai.store.StoreException;
import io.serai.store.StoreStatus;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All subscriptions of this node over all partitions that it owns. */
public final class Engine implements Deliveries, OwnershipListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long CLOSE_SECONDS = 5;

    private final Environment environment;
    private final Map<Integer, CursorBook> books = new ConcurrentHashMap<>();
    private final Map<String, SubscriptionRunner> runners = new ConcurrentSkipListMap<>();
    private final Map<String, Joining> joinings = new ConcurrentHashMap<>();
    private final Letters letters;
    private final RetentionRounds retention;
    private final Wakes wakes;
    private final AtomicBoolean hearsOfPauses = new AtomicBoolean();

    public Engine(Environment environment) {
        this.environment = environment;
        letters = new Letters(environment.store(), this);
        wakes = new Wakes(environment, runners.values());
        retention = new RetentionRounds(environment, books::values);
    }

    /** Begins to hear of partitions. */
    public void start() {
        environment.store().listen(this);
        retention.start();
    }

    public DeadLetters letters() {
        return letters;
    }

    Optional<SubscriptionRunner> runner(String name) {
        return Optional.ofNullable(runners.get(name));
    }

    /** Whether the deliveries of the partition are this node's. */
    boolean delivers(int partition) {
        return books.containsKey(partition);
    }

    Collection<CursorBook> books() {
        return books.values();
    }

    @Override
    public void taken(OwnedPartition partition) {
        try {
            CursorBook book = new CursorBook(partition, environment);
            books.put(partition.number(), book);
            for (String name : book.subscriptions()) {
                book.find(name).ifPresent(cursor -> known(name).take(book, cursor));
            }
            wakes.taken(partition);
            partition.onCommit(() -> committed(book));
            joinings.values().forEach(joining -> joining.taken(book));
        } catch (RuntimeException failed) {
            LOG.error("partition {} cannot be delivered: {}", partition.number(), failed.getMessage(), failed);
        }
    }

    private void committed(CursorBook book) {
        if (book.unused()) {
            book.tellPassed();
        }
        wakes.committed(book.partition());
    }

    @Override
    public void lost(int partition) {
        books.remove(partition);
        runners.values().forEach(runner -> runner.lose(partition));
    }

    private SubscriptionRunner known(String name) {
        return runners.computeIfAbsent(name, made -> new SubscriptionRunner(made, environment, wakes));
    }

    @Override
    public Registration subscribe(Subscription subscription, DeliveryTarget target) {
        SubscriptionRunner runner = known(subscription.name());
        runner.attach(subscription, target);
        Joining joining = new Joining(subscription, runner, environment, this::books, this::hearOfPauses);
        joinings.put(subscription.name(), joining);
        joining.start();
        return new Attached(runner, joining);
    }

    /**
     * What is declared now holds for attempts that begin from now on. A subscription that its route declares takes the
     * policy of the same name.
     */
    public void redefine(Definitions declared) {
        environment.catalogInUse().use(declared.catalog());
        for (SubscriptionRunner runner : runners.values()) {
            runner.redeclare(now -> {
                Definitions.Declared named = declared.subscriptions().get(now.name());
                return named != null
                        ? named.subscription()
                        : now.with(declared.policies().getOrDefault(now.policy().name(), now.policy()));
            });
        }
    }

    @Override
    public List<SubscriptionState> subscriptions() {
        return runners.values().stream().map(this::state).toList();
    }

    @Override
    public Optional<SubscriptionState> subscription(String name) {
        return runner(name).map(this::state);
    }

    @Override
    public List<PartitionState> partitions(String name) {
        return runner(name)
                .map(runner -> StateView.partitions(
                        runner,
                        books.values(),
                        wakes,
                        environment.store().peers().self()))
                .orElse(List.of());
    }

    private SubscriptionState state(SubscriptionRunner runner) {
        Joining joining = joinings.get(runner.name());
        return StateView.of(
                runner,
                books.values(),
                wakes,
                joining != null && joining.ready().isDone());
    }

    @Override
    public CompletableFuture<Void> pause(String name) {
        return pausing(name, true);
    }

    @Override
    public CompletableFuture<Void> resume(String name) {
        return pausing(name, false);
    }

    private CompletableFuture<Void> pausing(String name, boolean pause) {
        Optional<SubscriptionRunner> runner = runner(name);
        if (runner.isEmpty()) {
            return unknown(name);
        }
        String key = SubscriptionRow.PAUSED_PREFIX + name;
        CompletableFuture<Void> written = pause
                ? environment.store().control().put(key, new byte[] {1})
                : environment.store().control().remove(key);
        return written.thenRun(runner.get()::followPause);
    }

    /** Another node may be asked to pause or resume, too. */
    private void hearOfPauses() {
        if (hearsOfPauses.compareAndSet(false, true)) {
            environment.store().control().listen(SubscriptionRow.PAUSED_PREFIX, key -> environment
                    .executor()
                    .execute(() -> followPause(key.substring(SubscriptionRow.PAUSED_PREFIX.length()))));
        }
    }

    private void followPause(String name) {
        try {
            runner(name).ifPresent(SubscriptionRunner::followPause);
        } catch (StoreException ended) {
            LOG.debug("a pause or the end of one is not heard of: {}", ended.getMessage());
        }
    }

    private static <T> CompletableFuture<T> unknown(String name) {
        return CompletableFuture.failedFuture(
                new IllegalArgumentException("there is no subscription '" + name + "' on this node"));
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        Optional<SubscriptionRunner> runner = runner(name);
        if (runner.isEmpty()) {
            return unknown(name);
        }
        if (runner.get().active().isPresent()) {
            return CompletableFuture.failedFuture(new IllegalStateException("subscription '" + name
                    + "' has a target; take its route or its deliver: away first, then delete it"));
        }
        StoreStatus status = environment.store().status();
        if (status.state() != StoreStatus.State.READY || books.size() < status.ownedPartitions()) {
            return CompletableFuture.failedFuture(new StoreUnavailableException(
                    "subscription '" + name + "' cannot be deleted while partitions are being taken over",
                    Duration.ofSeconds(1)));
        }
        runners.remove(name);
        joinings.remove(name);
        // as they are now: one that is lost meanwhile must fail the deletion, not be left out of it
        return Deletion.of(name, runner.get(), environment.store(), List.copyOf(books.values()));
    }

    @Override
    public List<Fate> fates(StoredEvent event) {
        return runners.values().stream()
                .map(runner -> FateView.of(runner, event, environment.store()))
                .toList();
    }

    @Override
    public void sendDeadLettersWith(DeadLetterSender sender) {
        environment.sender().complete(sender);
    }

    /** Stops starting attempts and saves the cursors. */
    @Override
    public void close() {
        retention.close();
        runners.values().forEach(SubscriptionRunner::detach);
        CompletableFuture<?>[] saves = books.values().stream()
                .filter(book -> book.partition().owned())
                .map(book -> book.save(false))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(saves).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException failed) {
            LOG.warn(
                    "not all cursors were saved at the end, some events will be delivered again: {}",
                    failed.toString());
        }
    }

    /** A subscription with a target, until closed. */
    private final class Attached implements Registration {

        private final SubscriptionRunner runner;
        private final Joining joining;
        private boolean closed;

        private Attached(SubscriptionRunner runner, Joining joining) {
            this.runner = runner;
            this.joining = joining;
        }

        @Override
        public CompletableFuture<Void> ready() {
            return joining.ready();
        }

        @Override
        public void suspend() {
            runner.suspend(true);
        }

        @Override
        public void resume() {
            runner.suspend(false);
        }

        @Override
        public int inFlight() {
            return runner.inFlight();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                runner.detach();
            }
        }
    }
}
