package io.serai.store.geode;

import io.serai.store.log.Storage;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.geode.cache.Declarable;
import org.apache.geode.cache.partition.PartitionListenerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Hears which primary buckets this node gets and loses. It is called under locks of Geode: it only passes the number
 * on. What it hears before it is connected, it remembers.
 */
public final class OwnershipWatch extends PartitionListenerAdapter implements Declarable {

    private final SortedSet<Integer> heard = new TreeSet<>();
    private Storage.@Nullable Events events;

    synchronized void connect(Storage.Events listener) {
        events = listener;
        heard.forEach(listener::owned);
        heard.clear();
    }

    @Override
    public synchronized void afterPrimary(int bucket) {
        if (events == null) {
            heard.add(bucket);
        } else {
            events.owned(bucket);
        }
    }

    @Override
    public synchronized void afterSecondary(int bucket) {
        if (events == null) {
            heard.remove(bucket);
        } else {
            events.lost(bucket);
        }
    }
}
