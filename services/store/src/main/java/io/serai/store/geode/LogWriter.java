package io.serai.store.geode;

import io.serai.store.Position;
import io.serai.store.log.OccupiedException;
import org.apache.geode.cache.CacheWriterException;
import org.apache.geode.cache.EntryEvent;

/** Events are written once, by the owner of their partition, who also removes those that are sealed. */
public final class LogWriter extends FencedWriter {

    @Override
    public void beforeCreate(EntryEvent<Object, Object> event) {
        check(event);
    }

    @Override
    public void beforeUpdate(EntryEvent<Object, Object> event) {
        if (!check(event)) {
            throw new CacheWriterException(new OccupiedException(Position.unpack((Long) event.getKey())));
        }
    }

    @Override
    public void beforeDestroy(EntryEvent<Object, Object> event) {
        check(event);
    }
}
