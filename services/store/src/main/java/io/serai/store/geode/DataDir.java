package io.serai.store.geode;

import io.serai.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one node: used by one process at a time, in one format, made for one number of partitions.
 *
 * <p>A store that is just being made has files that a power cut leaves half done, and Geode cannot open them again. So
 * a mark says for as long that nothing in the folder was ever acknowledged: the next start begins anew.
 */
final class DataDir implements AutoCloseable {

    /**
     * What is kept in the folder, and how. It is raised by a version that keeps something that versions before it would
     * not understand, or would damage; such a version says what becomes of a folder of a lower format.
     */
    private static final int FORMAT = 2;

    private static final String PARTITIONS = "partitions";
    private static final String CREATING = "creating";

    private final Path folder;
    private final FileChannel channel;

    private DataDir(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static DataDir lock(Path folder) {
        try {
            make(folder.toAbsolutePath());
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StoreException("data folder " + folder.toAbsolutePath()
                        + " is used by another process; stop that one or choose another serai.data-dir");
            }
            return new DataDir(folder, channel);
        } catch (IOException failure) {
            throw new StoreException(
                    "data folder " + folder.toAbsolutePath() + " cannot be used (serai.data-dir): " + failure, failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /**
     * Records the format at the first start, and refuses a folder of another. One that was used and says nothing was
     * made before formats were recorded: the first one, without segments.
     */
    void holdFormat() {
        Path file = folder.resolve("format");
        try {
            boolean used = Files.exists(folder.resolve(PARTITIONS));
            if (!Files.exists(file) && !used) {
                write(file, Integer.toString(FORMAT));
                return;
            }
            String recorded = Files.exists(file) ? Files.readString(file).strip() : "1";
            if (!recorded.matches("[0-9]{1,9}")) {
                throw new StoreException("data folder " + folder.toAbsolutePath() + " has the store format '" + recorded
                        + "', which is no number; put the file 'format' back as it was, from a backup of the folder");
            }
            int found = Integer.parseInt(recorded);
            if (found > FORMAT) {
                throw new StoreException("data folder " + folder.toAbsolutePath() + " has store format " + found
                        + ", this version knows " + FORMAT + ": a newer version has written to it; start that version"
                        + " again, or this one with another serai.data-dir");
            }
            if (found < FORMAT) {
                throw new StoreException("data folder " + folder.toAbsolutePath() + " has store format " + found
                        + ", this version knows " + FORMAT + " and cannot read what is older; start the version that"
                        + " wrote it, or this one with another serai.data-dir");
            }
        } catch (IOException failure) {
            throw new StoreException("cannot record the store format in " + file.toAbsolutePath(), failure);
        }
    }

    /**
     * Whether an earlier start began to make the store and did not end it.
     *
     * @param empty whether there is nothing of a store yet: then this start begins one, which ends with {@link #created}
     */
    boolean begin(boolean empty) {
        Path mark = folder.resolve(CREATING);
        try {
            if (Files.exists(mark)) {
                Files.deleteIfExists(folder.resolve(PARTITIONS));
                return true;
            }
            if (empty) {
                write(mark, "nothing in this folder was acknowledged yet: the next start begins anew\n");
            }
            return false;
        } catch (IOException failure) {
            throw new StoreException(
                    "cannot write to data folder " + folder.toAbsolutePath() + ": " + failure, failure);
        }
    }

    /** What the store is made of is on the device; from now on its files are kept. */
    void created() {
        try {
            if (Files.deleteIfExists(folder.resolve(CREATING))) {
                force(folder);
            }
        } catch (IOException failure) {
            throw new StoreException(
                    "cannot write to data folder " + folder.toAbsolutePath() + ": " + failure, failure);
        }
    }

    /** Records the number at the first start, and holds every later start to it. */
    void holdPartitions(int partitions) {
        Path file = folder.resolve(PARTITIONS);
        try {
            if (Files.exists(file)) {
                String recorded = Files.readString(file).strip();
                if (!recorded.equals(Integer.toString(partitions))) {
                    throw new StoreException("data folder " + folder.toAbsolutePath() + " has " + recorded
                            + " partitions, serai.store.partitions is " + partitions
                            + "; the number is fixed for life: set it back to " + recorded
                            + ", or start with another serai.data-dir");
                }
            } else {
                write(file, Integer.toString(partitions));
            }
        } catch (IOException failure) {
            throw new StoreException("cannot record the number of partitions in " + file.toAbsolutePath(), failure);
        }
    }

    /** Makes a folder of the store; one elsewhere is the operator's to make, who may have forgotten to mount it. */
    void makeFolder(Path sub) {
        Path wanted = sub.toAbsolutePath().normalize();
        try {
            if (wanted.startsWith(folder.toAbsolutePath().normalize())) {
                make(wanted);
            }
        } catch (IOException failure) {
            throw new StoreException("cannot make folder " + wanted + " (serai.data-dir): " + failure, failure);
        }
    }

    /** With those above it, such that a power cut leaves them. */
    private static void make(Path wanted) throws IOException {
        if (Files.isDirectory(wanted)) {
            return;
        }
        Path above = wanted.getParent();
        if (above != null) {
            make(above);
        }
        Files.createDirectories(wanted);
        if (above != null) {
            force(above);
        }
    }

    /** Whole or not at all, even if the power goes. */
    private void write(Path file, String content) throws IOException {
        Path draft = folder.resolve(file.getFileName() + ".tmp");
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Closing the channel gives up the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new StoreException("cannot unlock " + folder.toAbsolutePath(), failure);
        }
    }
}
