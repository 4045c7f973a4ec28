package io.serai.hub.runtime;

import io.serai.store.EventStore;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A store on its way.
 *
 * @param ready completes when it can be used, exceptionally when it never will
 * @param failure completes, with the cause, should it fail for good
 * @param revoke gives up what is waited for
 */
public record OpeningStore(
        EventStore store, CompletableFuture<Void> ready, CompletableFuture<Throwable> failure, Revoke revoke) {

    /** A store that waits for no other. */
    public OpeningStore(EventStore store, CompletableFuture<Void> ready, CompletableFuture<Throwable> failure) {
        this(store, ready, failure, new Nobody());
    }

    /** Gives up what is on disks that are away. */
    public interface Revoke {

        /** @param id of one disk store */
        void store(String id);

        /** All disk stores of a node. */
        void node(String host, String folder);

        /** Of what does each. */
        static Revoke of(Consumer<String> store, BiConsumer<String, String> node) {
            return new Revoke() {
                @Override
                public void store(String id) {
                    store.accept(id);
                }

                @Override
                public void node(String host, String folder) {
                    node.accept(host, folder);
                }
            };
        }
    }

    private static final class Nobody implements Revoke {

        @Override
        public void store(String id) {
            throw new IllegalArgumentException("nothing is waited for");
        }

        @Override
        public void node(String host, String folder) {
            throw new IllegalArgumentException("nobody is waited for");
        }
    }
}
