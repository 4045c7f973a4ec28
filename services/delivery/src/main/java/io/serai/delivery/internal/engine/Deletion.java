package io.serai.delivery.internal.engine;

import io.serai.delivery.internal.rows.RowKeys;
import io.serai.delivery.internal.rows.SubscriptionRow;
import io.serai.store.EventStore;
import io.serai.store.OwnedPartition;
import io.serai.store.WorkUpdate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        List<CompletableFuture<Void>> gone = new ArrayList<>();
        for (CursorBook book : books) {
            runner.lose(book.partition().number());
        }
        runner.ask(() -> true);
        for (CursorBook book : books) {
            OwnedPartition partition = book.partition();
            Set<String> rows =
                    new HashSet<>(partition.work(RowKeys.deliveries(name)).keySet());
            rows.addAll(partition.work(RowKeys.blockedKeys(name)).keySet());
            if (!rows.isEmpty()) {
                gone.add(partition.write(new WorkUpdate(Map.of(), rows, true)));
            }
            gone.add(book.forget(name));
        }
        return CompletableFuture.allOf(gone.toArray(CompletableFuture<?>[]::new))
                .thenCompose(all -> store.control().remove(SubscriptionRow.PAUSED_PREFIX + name))
                .thenCompose(unpaused -> store.control().remove(SubscriptionRow.PREFIX + name));
    }
}
