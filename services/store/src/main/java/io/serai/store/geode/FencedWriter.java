package io.serai.store.geode;

import io.serai.store.StoreException;
import org.apache.geode.cache.CacheWriterException;
import org.apache.geode.cache.Declarable;
import org.apache.geode.cache.EntryEvent;
import org.apache.geode.cache.RegionEvent;
import org.apache.geode.cache.util.CacheWriterAdapter;
import org.jspecify.annotations.Nullable;

/** Lets only the owner of a partition write it. Until it is connected nobody is. */
abstract class FencedWriter extends CacheWriterAdapter<Object, Object> implements Declarable {

    private volatile @Nullable Fences fences;

    void connect(Fences table) {
        fences = table;
    }

    /** Whether it is a repair; refuses whoever does not own the partition. */
    final boolean check(EntryEvent<Object, Object> event) {
        Fences table = fences;
        if (table == null) {
            throw new CacheWriterException("the store is not open yet");
        }
        try {
            return table.check(event);
        } catch (StoreException refused) {
            throw new CacheWriterException(refused);
        }
    }

    @Override
    public void beforeRegionClear(RegionEvent<Object, Object> event) {
        throw new CacheWriterException(event.getRegion().getName() + " is never cleared");
    }

    @Override
    public void beforeRegionDestroy(RegionEvent<Object, Object> event) {
        throw new CacheWriterException(event.getRegion().getName() + " is never destroyed");
    }
}
