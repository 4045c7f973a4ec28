package io.serai.store.geode;

import io.serai.store.log.StorageFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.geode.cache.DiskStore;
import org.apache.geode.internal.cache.DiskStoreImpl;
import org.apache.geode.internal.cache.Oplog;
import org.jspecify.annotations.Nullable;

/**
 * Forces what Geode wrote to one disk store to the device. Geode itself hands records to the operating system and
 * forces nothing, or, with its own flag, forces under a lock and never for several writers together.
 *
 * <p>Puts go to the newest {@code .crf}, removes to the newest {@code .drf}. When a file is full Geode goes on in the
 * next: then everything from the last known file on is forced once more, with the {@code .if} that names the new file
 * and the folder that holds it. Files are opened apart from Geode's own channels, which it closes when it pleases.
 */
final class OplogForce implements AutoCloseable {

    private static final Pattern OPLOG = Pattern.compile("BACKUP.+_(\\d+)\\.(crf|drf)");

    private final DiskStoreImpl store;
    private final Path folder;
    private final Forcing forcing;
    private final Consumer<Throwable> onFailure;
    private final AtomicBoolean putSince = new AtomicBoolean();
    private final AtomicBoolean removedSince = new AtomicBoolean();
    private final LongAdder forced = new LongAdder();

    private long newest = -1;
    private @Nullable OpenFile crf;
    private @Nullable OpenFile drf;
    private boolean failed;

    /** How a file is forced; tests let it fail. */
    @FunctionalInterface
    interface Forcing {
        void force(Path file, FileChannel channel) throws IOException;
    }

    /** @param onFailure hears of a failure, whoever asked for the force: a commit, a compaction, another member */
    OplogForce(DiskStore store, Forcing forcing, Consumer<Throwable> onFailure) {
        this.store = (DiskStoreImpl) store;
        this.folder = store.getDiskDirs()[0].toPath();
        this.forcing = forcing;
        this.onFailure = onFailure;
    }

    /** To be called after a put was written. */
    void put() {
        putSince.set(true);
    }

    /** To be called after a remove was written. */
    void removed() {
        removedSince.set(true);
    }

    long forcedFiles() {
        return forced.sum();
    }

    /** Returns when all that was written before the call is on the device. */
    synchronized void force() {
        try {
            // first of all: whoever failed took the marks of others with it
            refuseAfterFailure();
            boolean puts = putSince.getAndSet(false);
            boolean removes = removedSince.getAndSet(false);
            if (!puts && !removes) {
                return;
            }
            if (newestOplog() != newest) {
                forceFrom(newest);
                return;
            }
            if (puts) {
                force(crf);
            }
            if (removes) {
                force(drf);
            }
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** Forces every file there is, whoever wrote it. */
    synchronized void forceAll() {
        try {
            refuseAfterFailure();
            forceFrom(-1);
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** Forces the files that were written since the last known one was the newest. */
    synchronized void forceRecent() {
        putSince.set(true);
        removedSince.set(true);
        force();
    }

    private void forceFrom(long oldest) throws IOException {
        long current = newestOplog();
        for (Path file : files()) {
            Matcher name = OPLOG.matcher(file.getFileName().toString());
            long id = name.matches() ? Long.parseLong(name.group(1)) : current;
            if (id >= oldest && id <= current) {
                forceOnce(file);
            }
        }
        prepare(current + 1);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        close();
        crf = open(current, "crf");
        drf = open(current, "drf");
        newest = current;
    }

    /** Geode takes a file that is there already, and deletes one that it never came to use. */
    private void prepare(long next) throws IOException {
        for (String kind : List.of("crf", "drf")) {
            Path file = path(next, kind);
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException wasPrepared) {
                // so much the better
            }
            forceOnce(file);
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "BACKUP*.{crf,drf,if}")) {
            all.forEach(files::add);
        }
        return files;
    }

    private void forceOnce(Path file) throws IOException {
        try (OpenFile open = OpenFile.of(file)) {
            force(open);
        } catch (NoSuchFileException compactedMeanwhile) {
            // what was alive in it is in a newer file, which was forced before this one went
        }
    }

    private void force(@Nullable OpenFile file) throws IOException {
        if (file != null) {
            forcing.force(file.path, file.channel);
            forced.increment();
        }
    }

    private @Nullable OpenFile open(long oplog, String kind) throws IOException {
        Path file = path(oplog, kind);
        return Files.exists(file) ? OpenFile.of(file) : null;
    }

    private Path path(long oplog, String kind) {
        return folder.resolve("BACKUP" + store.getName() + "_" + oplog + "." + kind);
    }

    private long newestOplog() {
        Oplog child = store.getPersistentOplogSet().getChild();
        return child == null ? -1 : child.getOplogId();
    }

    /** The kernel reports a lost write once; to ask again would be told that all is well. */
    private void refuseAfterFailure() throws IOException {
        if (failed) {
            throw new IOException("an earlier force failed");
        }
    }

    private StorageFailedException failed(IOException failure) {
        failed = true;
        StorageFailedException told = new StorageFailedException(
                "cannot force the files in " + folder + ": " + failure + "; see to that disk and start the"
                        + " node again: what was acknowledged is kept",
                failure);
        onFailure.accept(told);
        return told;
    }

    @Override
    public synchronized void close() throws IOException {
        for (OpenFile file : new OpenFile[] {crf, drf}) {
            if (file != null) {
                file.close();
            }
        }
        crf = null;
        drf = null;
    }

    private record OpenFile(Path path, FileChannel channel) implements AutoCloseable {

        static OpenFile of(Path path) throws IOException {
            return new OpenFile(path, FileChannel.open(path, StandardOpenOption.WRITE));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
