package io.serai.store.log;

import io.serai.store.ConflictException;
import io.serai.store.EventTooLargeException;
import io.serai.store.InvalidEventException;
import io.serai.store.NotOwnerException;
import io.serai.store.Position;
import io.serai.store.StoreException;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** What one node says to another about a failure, so that it reaches who asked as it was. */
final class FailureCodec {

    private static final int OTHER = 0;
    private static final int ASTRAY = 1;
    private static final int UNAVAILABLE = 2;
    private static final int CONFLICT = 3;
    private static final int TOO_LARGE = 4;
    private static final int INVALID = 5;
    private static final int ARGUMENT = 6;
    private static final int STATE = 7;

    private FailureCodec() {}

    static void write(RecordWriter writer, Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof ConflictException conflict) {
            writer.writeByte(CONFLICT);
            writer.writeString(conflict.id());
            writer.writeString(conflict.source());
            writer.writeLong(conflict.first().packed());
        } else if (failure instanceof EventTooLargeException tooLarge) {
            writer.writeByte(TOO_LARGE);
            writer.writeString(tooLarge.id());
            writer.writeLong(tooLarge.size());
            writer.writeLong(tooLarge.limit());
        } else {
            writer.writeByte(kind(failure));
            writer.writeString(String.valueOf(failure.getMessage()));
            if (failure instanceof StoreUnavailableException unavailable) {
                writer.writeLong(unavailable.retryAfter().toMillis());
            }
        }
    }

    private static int kind(Throwable failure) {
        if (failure instanceof AstrayException || failure instanceof NotOwnerException) {
            return ASTRAY;
        }
        if (failure instanceof StoreUnavailableException) {
            return UNAVAILABLE;
        }
        if (failure instanceof InvalidEventException) {
            return INVALID;
        }
        if (failure instanceof IllegalArgumentException) {
            return ARGUMENT;
        }
        return failure instanceof IllegalStateException ? STATE : OTHER;
    }

    static RuntimeException read(RecordReader reader) {
        int kind = reader.readByte();
        String text = reader.readString();
        return switch (kind) {
            case ASTRAY -> new AstrayException(text);
            case UNAVAILABLE -> new StoreUnavailableException(text, Duration.ofMillis(reader.readLong()));
            case CONFLICT -> new ConflictException(text, reader.readString(), Position.unpack(reader.readLong()));
            case TOO_LARGE -> new EventTooLargeException(text, reader.readLong(), reader.readLong());
            case INVALID -> new InvalidEventException(text);
            case ARGUMENT -> new IllegalArgumentException(text);
            case STATE -> new IllegalStateException(text);
            default -> new StoreException(text);
        };
    }

    static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
