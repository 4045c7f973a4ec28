package io.serai.bench;

import io.serai.store.Durability;
import io.serai.store.StoreConfig;
import io.serai.store.geode.GeodeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What is measured, made over a folder. */
final class Subjects {

    private static final int PARTITIONS = 64;

    private Subjects() {}

    static Subject raw(Path folder, Durability durability) throws IOException {
        return new RawGeode(folder, durability == Durability.FSYNC, PARTITIONS);
    }

    static HubSubject hub(Path folder, Durability durability, HubSubject.Fan fan) {
        GeodeStore opened = GeodeStore.create(StoreConfig.builder(folder)
                .partitions(PARTITIONS)
                .durability(durability)
                .redundantCopies(0)
                .build());
        opened.ready().join();
        return new HubSubject(opened, fan);
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException kept) {
                    throw new UncheckedIOException(kept);
                }
            });
        }
    }
}
