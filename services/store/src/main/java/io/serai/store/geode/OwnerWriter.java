package io.serai.store.geode;

import org.apache.geode.cache.EntryEvent;

/** Segments and rows of a partition are written by its owner. */
public final class OwnerWriter extends FencedWriter {

    @Override
    public void beforeCreate(EntryEvent<Object, Object> event) {
        check(event);
    }

    @Override
    public void beforeUpdate(EntryEvent<Object, Object> event) {
        check(event);
    }

    @Override
    public void beforeDestroy(EntryEvent<Object, Object> event) {
        check(event);
    }
}
