package io.serai.bench.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.AttemptEnded;
import io.serai.bench.chaos.history.Entry.CursorSeen;
import io.serai.bench.chaos.history.Entry.Declared;
import io.serai.bench.chaos.history.Entry.FaultBegan;
import io.serai.bench.chaos.history.Entry.FaultEnded;
import io.serai.bench.chaos.history.Entry.FaultSkipped;
import io.serai.bench.chaos.history.Entry.Kept;
import io.serai.bench.chaos.history.Entry.MembersSeen;
import io.serai.bench.chaos.history.Entry.NodeChanged;
import io.serai.bench.chaos.history.Entry.Parked;
import io.serai.bench.chaos.history.Entry.PublishBegan;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import io.serai.bench.chaos.history.Entry.Rejected;
import io.serai.bench.chaos.history.Entry.RunBegan;
import io.serai.bench.chaos.history.Entry.RunEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryIT {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBackWithItsLines() {
        List<LongFunction<Entry>> all = List.of(
                at -> new Declared(at, "billing", "chaos.*", true, 16, 10, 30_000),
                at -> new NodeChanged(at, "hub-1", NodeChanged.State.ENDED, 137, "killed"),
                at -> new NodeChanged(at, "hub-1", NodeChanged.State.READY, null, null),
                at -> new FaultBegan(at, 1, "kill-one", List.of("hub-1"), null),
                at -> new FaultEnded(at, 1, "after 12 s"),
                at -> new FaultSkipped(at, 2, "power-cut", "needs root"),
                at -> new PublishBegan(
                        at, "http-1", Entry.Transport.HTTP, "hub-2", "/chaos", "a", "chaos.placed", "k", 0, 4711),
                at -> new PublishEnded(at, "http-1", "a", PublishEnded.Answer.ACKNOWLEDGED, 202, "3-14", false),
                at -> new PublishEnded(at, "http-1", "a", PublishEnded.Answer.FAILED, null, null, false),
                at -> new AttemptBegan(at, 7, "billing", "/chaos", "a", "chaos.placed", "k", 0, 4711, "3-14", 1, 42),
                at -> new AttemptEnded(at, 7, "billing", "3-14", 1, AttemptEnded.Outcome.FAILED, 500),
                at -> new CursorSeen(at, "hub-2", "billing", 3, 15),
                at -> new MembersSeen(at, "hub-2", List.of("hub-2", "hub-3")),
                at -> new Kept(at, "3-14", "/chaos", "a", "chaos.placed", "k", 0),
                at -> new Parked(at, "billing", "3-14", "a", "dead"),
                at -> new Rejected(at, "b", "kafka:orders", "conflict"),
                RunEnded::new);
        List<Entry> written = new ArrayList<>();
        try (HistoryWriter writer = HistoryWriter.begin(file(), 5, Map.of("partitions", "12"))) {
            all.forEach(entry -> writer.write(at -> {
                Entry made = entry.apply(at);
                written.add(made);
                return made;
            }));
        }
        List<Entry> read = read();
        assertThat(read.get(0)).isInstanceOfSatisfying(RunBegan.class, began -> {
            assertThat(began.seed()).isEqualTo(5);
            assertThat(began.settings()).containsEntry("partitions", "12");
        });
        assertThat(read.subList(1, read.size())).isEqualTo(written);
        assertThat(written.stream().<Object>map(Entry::getClass).distinct())
                .as("every kind of entry is in this test")
                .hasSize(Entry.class.getPermittedSubclasses().length - 1);
    }

    @Test
    void linesOfManyThreadsAreWholeAndInOrderOfTheirTimes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (HistoryWriter writer = HistoryWriter.begin(file(), 1, Map.of())) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String node = "hub-" + thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 1000; i++) {
                        int next = i;
                        writer.write(at -> new CursorSeen(at, node, "billing", 0, next));
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(read()).hasSize(4001).isSortedAccordingTo((one, other) -> Long.compare(one.at(), other.at()));
    }

    @Test
    void aTornLastLineIsLeftOutAndSaid() throws IOException {
        begin();
        Files.writeString(file(), "{\"what\":\"run-en", StandardOpenOption.APPEND);
        List<Entry> read = new ArrayList<>();
        assertThat(new HistoryReader(file()).read((line, entry) -> read.add(entry)))
                .hasValue("line 2, the last, is torn and left out (the run was killed): {\"what\":\"run-en");
        assertThat(read).hasSize(1);
    }

    @Test
    void aWholeLastLineWithoutItsEndIsRead() throws IOException {
        begin();
        Files.writeString(file(), "{\"what\":\"run-ended\",\"at\":9}", StandardOpenOption.APPEND);
        assertThat(read()).last().isEqualTo(new RunEnded(9));
    }

    @Test
    void aLineThatIsNoEntryIsNamed() throws IOException {
        begin();
        Files.writeString(file(), "{\"what\":\"eclipse\",\"at\":9}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::read)
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("line 2 is no entry")
                .hasMessageContaining("eclipse");
    }

    @Test
    void aMissingPropertyIsAMistake() throws IOException {
        begin();
        Files.writeString(file(), "{\"what\":\"run-ended\"}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::read).isInstanceOf(HistoryException.class).hasMessageContaining("line 2");
    }

    @Test
    void aHistoryIsNeverWrittenOver() throws IOException {
        begin();
        assertThatThrownBy(this::begin).isInstanceOf(HistoryException.class).hasMessageContaining("history.jsonl");
    }

    private void begin() {
        HistoryWriter.begin(file(), 1, Map.of()).close();
    }

    private Path file() {
        return folder.resolve("history.jsonl");
    }

    private List<Entry> read() {
        List<Entry> read = new ArrayList<>();
        Optional<String> torn = new HistoryReader(file()).read((line, entry) -> {
            read.add(entry);
            assertThat(line).isEqualTo(read.size());
        });
        assertThat(torn).isEmpty();
        return read;
    }
}
