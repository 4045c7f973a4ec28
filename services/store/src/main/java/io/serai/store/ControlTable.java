package io.serai.store;

import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A small durable table shared by all nodes. Keys are paths such as {@code subscription/billing}. */
public interface ControlTable {

    Optional<byte[]> get(String key);

    SortedMap<String, byte[]> scan(String prefix);

    /** Completes when durable. */
    CompletableFuture<Void> put(String key, byte[] value);

    /** Puts only where there is nothing; answers whether it did. Completes when durable. */
    CompletableFuture<Boolean> putIfAbsent(String key, byte[] value);

    /** Completes when durable; removing what is not there is no error. */
    CompletableFuture<Void> remove(String key);

    /** Calls with the key of every later change under the prefix, by whichever node. Hand over, do not work. */
    void listen(String prefix, Consumer<String> listener);
}
