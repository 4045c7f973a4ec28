package io.serai.bench.chaos.nodes;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The clock of one node, set ahead or back while it runs; what it measures by monotonic time stays. A library that is
 * loaded before the C library's own functions adds the offset, which stands in a file that the process maps.
 */
public final class FakeClock {

    private final Path offset;
    private final Path library;

    private FakeClock(Path offset, Path library) {
        this.offset = offset;
        this.library = library;
    }

    /** Why there can be none here. */
    public static Optional<String> missing() {
        return Shell.succeeds("sh", "-c", "test \"$(uname)\" = Linux && command -v cc")
                ? Optional.empty()
                : Optional.of("a C compiler (cc) for Linux is needed for a clock that jumps");
    }

    static FakeClock create(Path folder) throws IOException {
        Path source = folder.resolve("clock.c");
        try (InputStream code = FakeClock.class.getResourceAsStream("clock.c")) {
            if (code == null) {
                throw new FileNotFoundException("clock.c is not in the jar");
            }
            Files.copy(code, source);
        }
        FakeClock clock = new FakeClock(folder.resolve("clock.ahead"), folder.resolve("clock.so"));
        Shell.run("cc", "-shared", "-fPIC", "-O1", "-o", clock.library.toString(), source.toString(), "-ldl");
        clock.set(Duration.ZERO);
        return clock;
    }

    /** What the process has to be started with. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_AHEAD", offset.toString());
    }

    /** From now on the clock is so far ahead of the machine's, or behind where negative. */
    public void set(Duration ahead) throws IOException {
        ByteBuffer seconds =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, ahead.toSeconds());
        // in its place: the process has this very file mapped
        try (FileChannel file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(seconds, 0);
        }
    }
}
