package io.serai.store.geode;

import java.util.function.Consumer;
import org.apache.geode.cache.Declarable;
import org.apache.geode.cache.EntryEvent;
import org.apache.geode.cache.util.CacheListenerAdapter;

/** Hears of every change of the control table. */
public final class ControlWatch extends CacheListenerAdapter<String, byte[]> implements Declarable {

    private volatile Consumer<String> listener = key -> {};

    void connect(Consumer<String> next) {
        listener = next;
    }

    @Override
    public void afterCreate(EntryEvent<String, byte[]> event) {
        listener.accept(event.getKey());
    }

    @Override
    public void afterUpdate(EntryEvent<String, byte[]> event) {
        listener.accept(event.getKey());
    }

    @Override
    public void afterDestroy(EntryEvent<String, byte[]> event) {
        listener.accept(event.getKey());
    }
}
