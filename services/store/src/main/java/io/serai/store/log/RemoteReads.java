package io.serai.store.log;

import io.serai.store.LogSlice;
import io.serai.store.Peers;
import io.serai.store.Position;
import io.serai.store.StoreException;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Reads partitions where they are owned, and answers others who do: the caller waits, for a bounded time. */
final class RemoteReads {

    private static final String EVENT = "log.event";
    private static final String SLICE = "log.slice";
    private static final String EDGES = "log.edges";
    private static final String OFFSET_AT = "log.offset-at";
    private static final String WORK = "log.work";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** What is read at once is less than asked for where it would be more than this. */
    private static final int MOST_BYTES = 4 << 20;

    private final Calls calls;
    private final Duration patience;

    /**
     * @param logs the partitions of this node; throws for others
     * @param work rows of a partition of this node
     */
    RemoteReads(
            Calls calls,
            Duration patience,
            IntFunction<PartitionLog> logs,
            BiFunction<Integer, String, SortedMap<String, byte[]>> work) {
        this.calls = calls;
        // the owner may be sought that long, and then take as long to answer
        this.patience = patience.multipliedBy(2);
        calls.answer(EVENT, question(reader -> event(log(logs, reader), reader)));
        calls.answer(SLICE, question(reader -> slice(log(logs, reader), reader)));
        calls.answer(EDGES, question(reader -> edges(log(logs, reader))));
        calls.answer(OFFSET_AT, question(reader -> offsetAt(log(logs, reader), reader)));
        calls.answer(WORK, question(reader -> rows(work.apply(reader.readInt(), reader.readString()))));
    }

    Optional<StoredEvent> read(Position position) {
        RecordReader answer = ask(position.partition(), EVENT, writer -> writer.writeLong(position.offset()));
        return answer.readByte() == 0 ? Optional.empty() : Optional.of(new EventRecord(position, answer.rest()));
    }

    LogSlice read(int partition, long from, int max) {
        RecordReader answer = ask(partition, SLICE, writer -> {
            writer.writeLong(from);
            writer.writeInt(max);
        });
        long next = answer.readLong();
        List<StoredEvent> events = new ArrayList<>();
        for (long left = answer.readVarint(); left > 0; left--) {
            events.add(new EventRecord(new Position(partition, answer.readLong()), answer.readBytes()));
        }
        return new LogSlice(events, next);
    }

    long first(int partition) {
        return ask(partition, EDGES, writer -> {}).readLong();
    }

    long committed(int partition) {
        RecordReader answer = ask(partition, EDGES, writer -> {});
        answer.readLong();
        return answer.readLong();
    }

    long offsetAt(int partition, Instant time) {
        return ask(partition, OFFSET_AT, writer -> writer.writeLong(EventCodec.micros(time)))
                .readLong();
    }

    SortedMap<String, byte[]> work(int partition, String prefix) {
        RecordReader answer = ask(partition, WORK, writer -> writer.writeString(prefix));
        SortedMap<String, byte[]> rows = new TreeMap<>();
        for (long left = answer.readVarint(); left > 0; left--) {
            rows.put(answer.readString(), answer.readBytes());
        }
        return rows;
    }

    private RecordReader ask(int partition, String what, Consumer<RecordWriter> question) {
        RecordWriter writer = new RecordWriter(32);
        writer.writeInt(partition);
        question.accept(writer);
        try {
            byte[] answer =
                    calls.askOwner(partition, what, writer.toBytes()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new RecordReader(answer, 0);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new StoreException("partition " + partition + " cannot be read", failed);
        } catch (TimeoutException silent) {
            throw unavailable(partition, silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable(partition, interrupted);
        }
    }

    private static StoreUnavailableException unavailable(int partition, Exception cause) {
        return new StoreUnavailableException(
                "the owner of partition " + partition + " gave no answer", RETRY_AFTER, cause);
    }

    private static PartitionLog log(IntFunction<PartitionLog> logs, RecordReader reader) {
        return logs.apply(reader.readInt());
    }

    private static Peers.Handler question(Function<RecordReader, RecordWriter> read) {
        return request -> CompletableFuture.completedFuture(
                read.apply(new RecordReader(request, 0)).toBytes());
    }

    private static RecordWriter event(PartitionLog log, RecordReader reader) {
        Optional<StoredEvent> event = log.read(reader.readLong());
        RecordWriter answer = new RecordWriter(512);
        answer.writeByte(event.isPresent() ? 1 : 0);
        event.ifPresent(found -> answer.writeRest(((EventRecord) found).record()));
        return answer;
    }

    private static RecordWriter slice(PartitionLog log, RecordReader reader) {
        LogSlice slice = log.read(reader.readLong(), reader.readInt());
        RecordWriter events = new RecordWriter(4_096);
        long next = slice.next();
        int count = 0;
        for (StoredEvent event : slice.events()) {
            if (count > 0 && events.size() > MOST_BYTES) {
                next = event.position().offset();
                break;
            }
            events.writeLong(event.position().offset());
            events.writeBytes(((EventRecord) event).record());
            count++;
        }
        RecordWriter answer = new RecordWriter(events.size() + 20);
        answer.writeLong(next);
        answer.writeVarint(count);
        answer.writeRest(events);
        return answer;
    }

    private static RecordWriter edges(PartitionLog log) {
        RecordWriter answer = new RecordWriter(16);
        answer.writeLong(log.first());
        answer.writeLong(log.committed());
        return answer;
    }

    private static RecordWriter offsetAt(PartitionLog log, RecordReader reader) {
        RecordWriter answer = new RecordWriter(8);
        answer.writeLong(log.offsetAt(EventCodec.instant(reader.readLong())));
        return answer;
    }

    private static RecordWriter rows(SortedMap<String, byte[]> rows) {
        RecordWriter answer = new RecordWriter(4_096);
        answer.writeVarint(rows.size());
        rows.forEach((key, row) -> {
            answer.writeString(key);
            answer.writeBytes(row);
        });
        return answer;
    }
}
