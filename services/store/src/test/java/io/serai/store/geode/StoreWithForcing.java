package io.serai.store.geode;

import io.serai.store.StoreConfig;

/** A store whose forces a test looks at, or lets fail. */
public final class StoreWithForcing {

    private StoreWithForcing() {}

    /** @param before each force of a file: should it throw, the force has failed */
    public static GeodeStore create(StoreConfig config, Before before) {
        return GeodeStore.create(config, (file, channel) -> {
            before.force();
            channel.force(false);
        });
    }

    /** What is done before a file is forced. */
    @FunctionalInterface
    public interface Before {
        void force() throws java.io.IOException;
    }
}
