package io.serai.store.log;

import io.serai.store.ControlTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The control table: written on a lane, durable with the group commit. */
final class Controls implements ControlTable {

    private final Supplier<Writer> writer;
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();

    /** @param writer fails while the store is not ready */
    Controls(Supplier<Writer> writer) {
        this.writer = writer;
    }

    /** What is there once the store is ready. */
    record Writer(Storage.ControlRows rows, Lane lane, GroupCommit commit, Consumer<RuntimeException> onFailure) {}

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(writer.get().rows().get(key));
    }

    @Override
    public SortedMap<String, byte[]> scan(String prefix) {
        return writer.get().rows().scan(prefix);
    }

    @Override
    public CompletableFuture<Void> put(String key, byte[] value) {
        return write(rows -> {
            rows.put(key, value);
            return null;
        });
    }

    @Override
    public CompletableFuture<Boolean> putIfAbsent(String key, byte[] value) {
        return write(rows -> rows.putIfAbsent(key, value));
    }

    @Override
    public CompletableFuture<Void> remove(String key) {
        return write(rows -> {
            rows.remove(key);
            return null;
        });
    }

    @Override
    public void listen(String prefix, Consumer<String> listener) {
        listeners.add(new Listening(prefix, listener));
    }

    void changed(String key) {
        for (Listening listening : listeners) {
            if (key.startsWith(listening.prefix)) {
                listening.listener.accept(key);
            }
        }
    }

    private <T> CompletableFuture<T> write(Function<Storage.ControlRows, @Nullable T> change) {
        Write<T> write = new Write<>();
        try {
            Writer ready = writer.get();
            ready.lane().post(() -> {
                try {
                    write.answer = change.apply(ready.rows());
                    ready.commit().commit(write);
                } catch (RuntimeException failure) {
                    write.failed(failure);
                    if (failure instanceof StorageFailedException) {
                        ready.onFailure().accept(failure);
                    }
                }
            });
        } catch (RuntimeException notReady) {
            write.failed(notReady);
        }
        return write;
    }

    private record Listening(String prefix, Consumer<String> listener) {}

    private static final class Write<T> extends CompletableFuture<T> implements Committable {

        private volatile @Nullable T answer;

        @Override
        public int partition() {
            return -1;
        }

        @Override
        public Set<Storage.Part> parts() {
            return Set.of(Storage.Part.LOG, Storage.Part.WORK);
        }

        @Override
        public void committed() {
            complete(answer);
        }

        @Override
        public void failed(RuntimeException cause) {
            completeExceptionally(cause);
        }
    }
}
