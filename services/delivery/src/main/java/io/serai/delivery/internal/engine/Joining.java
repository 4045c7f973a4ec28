package io.serai.delivery.internal.engine;

import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import io.serai.delivery.internal.rows.SubscriptionRow;
import io.serai.store.ControlTable;
import io.serai.store.StoreStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a subscription comes by its cursors.
 *
 * <ol>
 *   <li>Wait until the store is open and this node has heard of all partitions that it owns.
 *   <li>Make the subscription known in the control table, with the time; of several nodes one does.
 *   <li>A partition that has a cursor of it goes on there. One that has none begins where the first declaration says;
 *       {@code now} is the end of the log for a subscription that is new, and else the time when it was made known.
 *   <li>Ready when all these cursors are durable. A partition that this node takes over later is treated likewise.
 * </ol>
 */
final class Joining {

    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(200);

    private final Subscription subscription;
    private final SubscriptionRunner runner;
    private final Environment environment;
    private final Supplier<Collection<CursorBook>> books;
    private final Runnable controlUsable;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable SubscriptionRow known;

    Joining(
            Subscription subscription,
            SubscriptionRunner runner,
            Environment environment,
            Supplier<Collection<CursorBook>> books,
            Runnable controlUsable) {
        this.controlUsable = controlUsable;
        this.subscription = subscription;
        this.runner = runner;
        this.environment = environment;
        this.books = books;
    }

    CompletableFuture<Void> ready() {
        return ready;
    }

    void start() {
        if (ready.isDone() || begun.get() || runner.active().isEmpty()) {
            return;
        }
        try {
            if (complete() && begun.compareAndSet(false, true)) {
                makeKnown();
                return;
            }
        } catch (RuntimeException failed) {
            LOG.debug("subscription '{}' cannot begin yet: {}", subscription.name(), failed.getMessage());
        }
        again();
    }

    private boolean complete() {
        StoreStatus status = environment.store().status();
        return status.state() == StoreStatus.State.READY && books.get().size() >= Math.max(1, status.ownedPartitions());
    }

    private void again() {
        environment.timer().schedule(AGAIN_AFTER, () -> environment.executor().execute(this::start));
    }

    private void failed(Throwable failure) {
        LOG.warn("subscription '{}' cannot begin, trying again: {}", subscription.name(), failure.toString());
        begun.set(false);
        again();
    }

    private void makeKnown() {
        String key = SubscriptionRow.PREFIX + subscription.name();
        SubscriptionRow mine = new SubscriptionRow(environment.now(), text(subscription.start()));
        try {
            ControlTable control = environment.store().control();
            control.putIfAbsent(key, mine.encode())
                    .whenComplete((fresh, failure) -> environment.executor().execute(() -> {
                        if (failure != null) {
                            failed(failure);
                            return;
                        }
                        try {
                            controlUsable.run();
                            runner.followPause();
                            SubscriptionRow row = fresh
                                    ? mine
                                    : control.get(key)
                                            .map(SubscriptionRow::decode)
                                            .orElse(mine);
                            known = row;
                            takeAll(row, fresh);
                        } catch (RuntimeException thrown) {
                            failed(thrown);
                        }
                    }));
        } catch (RuntimeException thrown) {
            failed(thrown);
        }
    }

    private void takeAll(SubscriptionRow row, boolean fresh) {
        List<CompletableFuture<Void>> taken = new ArrayList<>();
        for (CursorBook book : books.get()) {
            taken.add(take(book, row, fresh));
        }
        CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new)).whenComplete((all, failure) -> {
            if (failure == null) {
                ready.complete(null);
            } else {
                failed(failure);
            }
        });
    }

    /** This node owns one more. */
    void taken(CursorBook book) {
        SubscriptionRow row = known;
        if (row == null) {
            start();
        } else {
            take(book, row, false).exceptionally(failure -> {
                LOG.error(
                        "subscription '{}' has no cursor in partition {}",
                        subscription.name(),
                        book.partition().number(),
                        failure);
                return null;
            });
        }
    }

    private CompletableFuture<Void> take(CursorBook book, SubscriptionRow row, boolean fresh) {
        Optional<CursorBook.Entry> cursor = book.find(subscription.name());
        CompletableFuture<CursorBook.Entry> begins = cursor.isPresent()
                ? CompletableFuture.completedFuture(cursor.get())
                : book.begin(subscription.name(), offset(book, row, fresh));
        return begins.thenCompose(entry -> runner.take(book, entry));
    }

    private long offset(CursorBook book, SubscriptionRow row, boolean fresh) {
        int partition = book.partition().number();
        StartAt start = StartAt.parse(row.start());
        if (start instanceof StartAt.Beginning) {
            return environment.store().first(partition);
        }
        if (start instanceof StartAt.Time time) {
            return environment.store().offsetAt(partition, time.time());
        }
        return fresh ? book.partition().committed() : environment.store().offsetAt(partition, row.created());
    }

    private static String text(StartAt start) {
        if (start instanceof StartAt.Beginning) {
            return "beginning";
        }
        return start instanceof StartAt.Time time ? time.time().toString() : "now";
    }
}
