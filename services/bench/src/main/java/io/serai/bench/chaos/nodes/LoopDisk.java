package io.serai.bench.chaos.nodes;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The disk of one node: ext4 in a sparse file, on a loop device, so that it can lose its power, fail or be filled. */
public final class LoopDisk implements AutoCloseable {

    /** EXT4_IOC_SHUTDOWN without a flush of the journal. Perl, because every Debian has it. */
    private static final String SHUTDOWN =
            "open(my $d, '<', $ARGV[0]) or die $!; my $f = pack('L', 2); ioctl($d, 0x8004587d, $f) or die $!";

    private static final int UMOUNT_TRIES = 50;
    private static final long MIB = 1 << 20;

    private final Path image;
    private final Path folder;
    private boolean mounted;

    private LoopDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** Why there can be none here. */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("only root can mount a disk to be torn out");
        }
        return Shell.succeeds("sh", "-c", "command -v mkfs.ext4 && command -v perl && losetup --find")
                ? Optional.empty()
                : Optional.of("mkfs.ext4, perl and loop devices are needed for a disk to be torn out");
    }

    static LoopDisk create(Path image, Path folder, int megabytes) throws IOException {
        LoopDisk disk = new LoopDisk(image, Files.createDirectories(folder));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(megabytes * MIB);
        }
        try {
            Shell.run("mkfs.ext4", "-q", "-F", image.toString());
            disk.mount();
            return disk;
        } catch (IOException refused) {
            disk.close();
            throw refused;
        }
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /**
     * What was not forced is gone; every write and force fails until {@link #restore}. The kernel may report success of
     * a force that is under way just then: whoever could hear of it has to be stopped before.
     */
    public void cut() throws IOException {
        Shell.run("perl", "-e", SHUTDOWN, folder.toString());
    }

    /** Power is back, or the error gone: the disk as it was. Nobody may have a file of it open. */
    public void restore() throws IOException {
        umount();
        mount();
    }

    /** As the kernel does after an error of the device: writes fail with EROFS or EIO. */
    public void fail() throws IOException {
        Shell.run("mount", "-o", "remount,abort", folder.toString());
    }

    /** Leaves so much free and no more, until {@link #free}. */
    public void fill(int megabytesFree) throws IOException {
        long size = folder.toFile().getUsableSpace() - megabytesFree * MIB;
        if (size > 0) {
            Shell.run("fallocate", "-l", Long.toString(size), filler().toString());
        }
    }

    public void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private void mount() throws IOException {
        Shell.run("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
        mounted = true;
    }

    private void umount() throws IOException {
        for (int i = 1; mounted; i++) {
            try {
                Shell.run("umount", folder.toString());
                mounted = false;
            } catch (IOException busy) {
                if (i == UMOUNT_TRIES) {
                    throw busy;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        umount();
        Files.deleteIfExists(image);
    }
}
