package io.serai.store.faults;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk for a test alone, which can lose its power: ext4 in a file, on a loop device. Linux lets root do that, and
 * few containers; where it is refused, the test that asked is skipped and says so.
 */
public final class LoopDisk implements AutoCloseable {

    /** EXT4_IOC_SHUTDOWN without a flush of the journal. Perl, because every Debian has it. */
    private static final String SHUTDOWN =
            "open(my $d, '<', $ARGV[0]) or die $!; my $f = pack('L', 2); ioctl($d, 0x8004587d, $f) or die $!";

    private static final int UMOUNT_TRIES = 50;

    private final Path image;
    private final Path folder;
    private boolean mounted;

    private LoopDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** An empty disk with its files under the folder. */
    public static LoopDisk create(Path folder, int megabytes) throws IOException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/sbin/mkfs.ext4")),
                "skipped: only root on Linux with mkfs.ext4 can mount a disk to be torn out");
        LoopDisk disk = new LoopDisk(folder.resolve("disk.img"), Files.createDirectories(folder.resolve("disk")));
        try (RandomAccessFile file = new RandomAccessFile(disk.image.toFile(), "rw")) {
            file.setLength((long) megabytes << 20);
        }
        try {
            run(List.of("mkfs.ext4", "-q", "-F", disk.image.toString()));
            disk.mount();
            return disk;
        } catch (IOException refused) {
            disk.close();
            return abort("skipped: no disk of its own here: " + refused.getMessage());
        }
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /**
     * What was not forced is gone. From now on every write and every force fails, until {@link #restore}.
     *
     * <p>A force under way just then may still report success, and be lost: Linux shuts the file system down so, and a
     * program that only writes and forces sees it, too. Count what was reported before the call.
     */
    public void cut() throws IOException {
        run(List.of("perl", "-e", SHUTDOWN, folder.toString()));
    }

    /** Power is back: the disk as it was when it went. Nobody may have a file of it open. */
    public void restore() throws IOException {
        umount();
        mount();
    }

    /** As the kernel does after an error of the device. */
    public void becomeReadOnly() throws IOException {
        run(List.of("mount", "-o", "remount,abort", folder.toString()));
    }

    /** Leaves so much free and no more, until {@link #free}. */
    public void fill(int megabytesFree) throws IOException {
        byte[] block = new byte[1 << 16];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (folder.toFile().getUsableSpace() > ((long) megabytesFree << 20)) {
                filler.write(block);
            }
        } catch (IOException full) {
            if (megabytesFree > 0) {
                throw full;
            }
        }
    }

    /** Leaves not one block, not even of those that ext4 keeps for root. */
    public void fillUp() throws IOException {
        for (int size = 1 << 16; size >= 512; size /= 2) {
            try (OutputStream filler =
                    Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    filler.write(new byte[size]);
                }
            } catch (IOException full) {
                // a smaller piece may fit
            }
        }
    }

    public void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private void mount() throws IOException {
        run(List.of("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString()));
        mounted = true;
    }

    private void umount() throws IOException {
        for (int i = 1; ; i++) {
            try {
                run(List.of("umount", folder.toString()));
                mounted = false;
                return;
            } catch (IOException busy) {
                if (i == UMOUNT_TRIES) {
                    throw busy;
                }
            }
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            umount();
        }
        Files.deleteIfExists(image);
    }
}
