package io.serai.hub;

import io.serai.delivery.Definitions;
import io.serai.hub.runtime.OpeningStore;
import io.serai.hub.runtime.StoreOpener;
import io.serai.store.memory.MemoryStore;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MemoryHub {
    @Bean
    StoreOpener storeOpener() {
        return () -> {
            MemoryStore store = MemoryStore.create(4, Clock.systemUTC());
            return new OpeningStore(store, store.ready());
        };
    }

    @Bean
    Definitions definitions() {
        return Definitions.none();
    }
}
