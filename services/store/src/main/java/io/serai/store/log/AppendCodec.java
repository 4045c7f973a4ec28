package io.serai.store.log;

import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Events to be appended by another node, and what became of each, in the same order. */
final class AppendCodec {

    private static final int STORED = 0;
    private static final int KNOWN = 1;
    private static final int FAILED = 2;

    private AppendCodec() {}

    static byte[] question(List<PendingAppend> appends) {
        RecordWriter writer = new RecordWriter(16
                + appends.stream().mapToInt(append -> append.record.length + 5).sum());
        writer.writeVarint(appends.size());
        appends.forEach(append -> writer.writeBytes(append.record));
        return writer.toBytes();
    }

    static List<byte[]> records(byte[] question) {
        RecordReader reader = new RecordReader(question, 0);
        List<byte[]> records = new ArrayList<>();
        for (long left = reader.readVarint(); left > 0; left--) {
            records.add(reader.readBytes());
        }
        return records;
    }

    /** Of appends that have all ended. */
    static byte[] answer(List<PendingAppend> appends) {
        RecordWriter writer = new RecordWriter(16 + 10 * appends.size());
        for (PendingAppend append : appends) {
            try {
                var appended = append.join();
                writer.writeByte(appended.duplicate() ? KNOWN : STORED);
                writer.writeLong(appended.position().offset());
            } catch (CompletionException refused) {
                writer.writeByte(FAILED);
                FailureCodec.write(writer, refused);
            }
        }
        return writer.toBytes();
    }

    /** One for each of the appends: where there is no answer for all, the same for each. */
    static List<Answer> answers(byte @Nullable [] answer, @Nullable Throwable thrown, int count) {
        if (answer == null) {
            RuntimeException told = thrown != null && FailureCodec.unwrapped(thrown) instanceof RuntimeException known
                    ? known
                    : new StoreUnavailableException("there is no answer: " + thrown, Duration.ofSeconds(1));
            return Collections.nCopies(count, new Answer(0, false, told));
        }
        RecordReader reader = new RecordReader(answer, 0);
        List<Answer> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int kind = reader.readByte();
            answers.add(
                    kind == FAILED
                            ? new Answer(0, false, FailureCodec.read(reader))
                            : new Answer(reader.readLong(), kind == KNOWN, null));
        }
        return answers;
    }

    /** What became of one. */
    record Answer(long offset, boolean duplicate, @Nullable RuntimeException failure) {

        /** It is to be asked of another owner. */
        boolean astray() {
            return failure instanceof AstrayException;
        }

        void give(PendingAppend append) {
            if (failure == null) {
                append.acknowledgedElsewhere(offset, duplicate);
            } else {
                append.refuse(failure);
            }
        }
    }
}
