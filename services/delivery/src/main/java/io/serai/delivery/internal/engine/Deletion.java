package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.RowKeys;
import io.serai.delivery.internal.rows.SubscriptionRow;
import io.serai.store.EventStore;
import io.serai.store.OwnedPartition;
import io.serai.store.WorkUpdate;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Forgets a subscription.
 *
 * <ol>
 *   <li>Its readers end, so that nothing writes for it any more.
 *   <li>Its rows go, and its cursors, durably.
 *   <li>Last it is unknown: a crash before that leaves a subscription that can be deleted again.
 * </ol>
 */
final class Deletion {

    private Deletion() {}

    static CompletableFuture<Void> of(
            String name, SubscriptionRunner runner, EventStore store, Collection<CursorBook> books) {
        CompletableFuture<?>[] ends = books.stream()
                .map(book -> runner.lose(book.partition().number()))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ends)
                .thenCompose(all -> forget(name, books))
                .thenCompose(all -> store.control().remove(SubscriptionRow.PAUSED_PREFIX + name))
                .thenCompose(unpaused -> store.control().remove(SubscriptionRow.PREFIX + name));
    }

    private static CompletableFuture<Void> forget(String name, Collection<CursorBook> books) {
        return CompletableFuture.allOf(
                books.stream().map(book -> forget(name, book)).toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> forget(String name, CursorBook book) {
        OwnedPartition partition = book.partition();
        // rows that are on their way to the table come before this one
        return partition.write(new WorkUpdate(Map.of(), Set.of(), false)).thenCompose(written -> {
            Set<String> rows =
                    new TreeSet<>(partition.work(RowKeys.deliveries(name)).keySet());
            rows.addAll(partition.work(RowKeys.blockedKeys(name)).keySet());
            CompletableFuture<Void> gone = rows.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : partition.write(new WorkUpdate(Map.of(), rows, true));
            return CompletableFuture.allOf(gone, book.forget(name));
        });
    }
}
