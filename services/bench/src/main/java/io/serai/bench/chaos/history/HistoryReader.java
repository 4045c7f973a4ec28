package io.serai.bench.chaos.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a history line by line, as often as wanted. */
public final class HistoryReader {

    private final Path file;

    public HistoryReader(Path file) {
        this.file = file;
    }

    /** Gets each entry with its line, from 1. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long line, Entry entry);
    }

    /**
     * Shows all entries. A last line without its end that is no entry was torn when the harness was killed: it is left
     * out, and what is answered says so. Any other line that is no entry is a {@link HistoryException}.
     */
    public Optional<String> read(Visitor visitor) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long number = 1;
            for (String line = lines.readLine(); line != null; number++) {
                String next = lines.readLine();
                Entry entry;
                try {
                    entry = Json.READER.readValue(line);
                } catch (JsonProcessingException unreadable) {
                    if (next == null && !endsWithNewline()) {
                        return Optional.of("line " + number + ", the last, is torn and left out (the run was killed): "
                                + shortened(line));
                    }
                    throw new HistoryException(
                            file, number, "is no entry: " + unreadable.getOriginalMessage(), unreadable);
                }
                visitor.visit(number, entry);
                line = next;
            }
            return Optional.empty();
        } catch (IOException failed) {
            throw new HistoryException(file, "cannot be read: " + failed, failed);
        }
    }

    private boolean endsWithNewline() throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(bytes.length() - 1);
            return bytes.read() == '\n';
        }
    }

    private static String shortened(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 80 ? line : line.substring(0, Math.min(80, line.length())) + "…";
    }
}
