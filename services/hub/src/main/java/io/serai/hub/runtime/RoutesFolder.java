package io.serai.hub.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The routes folder as it is looked at again and again. What was found the same twice in a row is taken to be whole. */
final class RoutesFolder {

    private final Path folder;
    private final boolean mayBeMissing;
    private RoutesSnapshot newest;
    private RoutesSnapshot told;

    /**
     * A folder that has been read.
     *
     * @param known what it held then
     */
    RoutesFolder(RoutesSnapshot known) {
        folder = known.folder();
        mayBeMissing = !known.saysAnything();
        newest = known;
        told = known;
    }

    /**
     * What it holds, once it is whole and other than what was answered before.
     *
     * @throws IOException where it cannot be read, be it that it is being swapped
     */
    Optional<RoutesSnapshot> change() throws IOException {
        RoutesSnapshot now =
                mayBeMissing && !Files.isDirectory(folder) ? RoutesSnapshot.empty(folder) : RoutesSnapshot.of(folder);
        if (!now.equals(newest)) {
            newest = now;
            return Optional.empty();
        }
        if (now.equals(told)) {
            return Optional.empty();
        }
        told = now;
        return Optional.of(now);
    }

    /** What it held counts as not answered. */
    void forget(RoutesSnapshot known) {
        told = known;
    }
}
