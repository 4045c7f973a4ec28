package io.serai.hub.runtime;

import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.OpeningStore.Revoke;
import io.serai.store.StoreConfig;
import io.serai.store.geode.GeodeStore;

/** Opens the store of this node as the properties say. */
final class GeodeOpener implements StoreOpener {

    private final SeraiProperties properties;

    GeodeOpener(SeraiProperties properties) {
        this.properties = properties;
    }

    @Override
    public OpeningStore open() {
        GeodeStore store = GeodeStore.create(config(properties));
        return new OpeningStore(store, store.ready(), store.failure(), Revoke.of(store::revoke, store::revokeNode));
    }

    static StoreConfig config(SeraiProperties properties) {
        StoreConfig.Builder config = StoreConfig.builder(properties.dataDir())
                .node(properties.node())
                .partitions(properties.store().partitions())
                .redundantCopies(properties.store().redundantCopies())
                .durability(properties.store().durability())
                .maxEventSize(properties.store().maxEventSize().toBytes())
                .maxHeapPercentage(properties.store().maxHeapPercentage())
                .bindAddress(properties.bindAddress())
                .locators(properties.cluster().locators())
                .locatorPort(properties.cluster().locatorPort())
                .memberTimeout(properties.cluster().memberTimeout())
                .recoveryDelay(properties.cluster().recoveryDelay());
        if (properties.store().minCopies() != null) {
            config.minCopies(properties.store().minCopies());
        }
        if (properties.store().minFreeDisk() != null) {
            config.minFreeDisk(properties.store().minFreeDisk().toBytes());
        }
        if (properties.geodeConfig() != null) {
            config.geodeConfig(properties.geodeConfig());
        }
        return config.build();
    }
}
