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
    private Runnable copyCame = () -> {};

    /** @param onCopy to be told, on threads of Geode, when a copy has come that others count on from now on */
    synchronized void connect(Storage.Events listener, Runnable onCopy) {
        events = listener;
        copyCame = onCopy;
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

    /** What reached the copy after it was forced, and before others knew of it, was covered by nobody's commit. */
    @Override
    public void afterBucketCreated(int bucket, Iterable<?> keys) {
        Runnable tell;
        synchronized (this) {
            tell = copyCame;
        }
        tell.run();
    }
}
