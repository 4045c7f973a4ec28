package io.serai.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.store.Appended;
import io.serai.store.ConflictException;
import io.serai.store.EventStore;
import io.serai.store.LogSlice;
import io.serai.store.NotOwnerException;
import io.serai.store.OwnedPartition;
import io.serai.store.OwnershipListener;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import io.serai.store.WorkUpdate;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private final MemoryStore store = MemoryStore.create(4, clock);

    @Test
    void keepsAnEventAndReadsItBack() {
        Appended appended = store.append(event("1", "order-1", "hello")).join();

        assertThat(appended.duplicate()).isFalse();
        StoredEvent read = store.read(appended.position()).orElseThrow();
        assertThat(read.type()).isEqualTo("shop.order.placed");
        assertThat(read.key()).isEqualTo("order-1");
        assertThat(read.event().getId()).isEqualTo("1");
        assertThat(read.event().getData().toBytes()).isEqualTo("hello".getBytes());
        assertThat(read.event().getExtension("sequence")).isEqualTo("0000000000000000");
        assertThat(read.event().getExtension("correlationid")).isNotNull();
        assertThat(read.event().getTime()).isNull();
    }

    @Test
    void answersADuplicateWithTheFirstPositionAndRefusesOtherContent() {
        Appended first = store.append(event("1", "order-1", "hello")).join();
        Appended again = store.append(event("1", "order-1", "hello")).join();

        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.duplicate()).isTrue();
        assertThatThrownBy(() -> store.append(event("1", "order-1", "other")).join())
                .hasCauseInstanceOf(ConflictException.class);
        assertThat(store.status().events()).isEqualTo(1);
        assertThat(store.status().duplicates()).isEqualTo(1);
    }

    @Test
    void findsDuplicatesWithinABatchAndAnswersInOrder() {
        List<Appended> appended = store.append(
                        List.of(event("1", "a", "x"), event("2", "a", "x"), event("1", "a", "x"), event("3", "b", "x")))
                .join();

        assertThat(appended).extracting(Appended::id).containsExactly("1", "2", "1", "3");
        assertThat(appended).extracting(Appended::duplicate).containsExactly(false, false, true, false);
        assertThat(appended.get(2).position()).isEqualTo(appended.get(0).position());
    }

    @Test
    void goesOnAfterACleanRestart() {
        Appended first = store.append(event("1", "order-1", "hello")).join();
        store.close();
        MemoryStore next = MemoryStore.open(store.memory(), clock);

        assertThat(next.append(event("1", "order-1", "hello")).join().duplicate())
                .isTrue();
        assertThat(next.append(event("2", "order-1", "hello")).join().position().offset())
                .isEqualTo(first.position().offset() + 1);
        assertThat(owned(next)).allSatisfy(p -> assertThat(p.afterUncleanEnd()).isFalse());
        assertThat(owned(next)).allSatisfy(p -> assertThat(p.incarnation()).isEqualTo(2));
    }

    @Test
    void keepsWhatItAcknowledgedThroughAPowerCut() {
        Appended first = store.append(event("1", "order-1", "hello")).join();
        store.crashLosingUnforced();
        MemoryStore next = MemoryStore.open(store.memory(), clock);

        assertThat(next.read(first.position())).isPresent();
        assertThat(owned(next)).allSatisfy(p -> assertThat(p.afterUncleanEnd()).isTrue());
    }

    @Test
    void refusesEventsWhenClosed() {
        store.close();

        assertThatThrownBy(() -> store.append(event("1", "a", "x")).join())
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void keepsWorkRowsAndLosesThoseThatWereNotDurableInAPowerCut() {
        OwnedPartition partition = owned(store).get(1);
        partition
                .write(new WorkUpdate(Map.of("cursor", new byte[] {1}), Set.of(), true))
                .join();
        partition
                .write(new WorkUpdate(Map.of("cursor", new byte[] {2}), Set.of(), false))
                .join();
        assertThat(partition.work("").get("cursor")).containsExactly(2);
        store.crashLosingUnforced();
        MemoryStore next = MemoryStore.open(store.memory(), clock);

        assertThat(next.work(1, "")).containsOnlyKeys("cursor");
        assertThat(next.work(1, "cur").get("cursor")).containsExactly(1);
    }

    @Test
    void aSecondOwnerShutsTheFirstOut() {
        List<OwnedPartition> former = owned(store);
        MemoryStore second = MemoryStore.open(store.memory(), clock);

        assertThatThrownBy(() -> store.append(event("1", "a", "x")).join())
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> former.get(0)
                        .write(new WorkUpdate(Map.of("k", new byte[0]), Set.of(), true))
                        .join())
                .hasCauseInstanceOf(NotOwnerException.class);
        assertThat(second.append(event("1", "a", "x")).join().duplicate()).isFalse();
    }

    @Test
    void theControlTableTellsOfChanges() {
        List<String> changed = new ArrayList<>();
        store.control().listen("subscription/", changed::add);

        store.control().put("subscription/a", new byte[] {1}).join();
        store.control().put("job/1", new byte[] {1}).join();
        assertThat(store.control().putIfAbsent("subscription/a", new byte[] {2}).join())
                .isFalse();
        store.control().remove("subscription/a").join();

        assertThat(changed).containsExactly("subscription/a", "subscription/a");
        assertThat(store.control().scan("")).containsOnlyKeys("job/1");
    }

    @Test
    void wakesReadersWhenEventsCanBeRead() {
        List<Integer> heard = new ArrayList<>();
        int partition = store.partitionOf(event("1", "a", "x"));
        OwnedPartition owned = owned(store).get(partition);
        owned.onCommit(() -> assertThat(owned.read(0, 10).events()).isNotEmpty());
        EventStore.CommitListening listening = store.onCommit(heard::add);

        store.append(event("1", "a", "x")).join();
        store.append(event("1", "a", "x")).join();
        owned.write(new WorkUpdate(Map.of("k", new byte[0]), Set.of(), true)).join();
        listening.close();
        store.append(event("2", "a", "x")).join();

        assertThat(heard).as("not for duplicates, rows, or after closing").containsExactly(partition);
    }

    @Test
    void nobodyReadsWhatIsNotDurableYet() {
        int partition = store.partitionOf(event("1", "a", "x"));
        List<LogSlice> seen = new ArrayList<>();
        store.memory().faults(new Memory.Faults() {
            @Override
            public void beforeForce() {
                seen.add(store.read(partition, 0, 10));
            }
        });

        Appended appended = store.append(event("1", "a", "x")).join();

        assertThat(seen).containsExactly(new LogSlice(List.of(), 0));
        assertThat(store.read(appended.position())).isPresent();
    }

    static List<OwnedPartition> owned(MemoryStore store) {
        List<OwnedPartition> taken = new ArrayList<>();
        store.listen(new OwnershipListener() {
            @Override
            public void taken(OwnedPartition partition) {
                taken.add(partition);
            }

            @Override
            public void lost(int partition) {}
        });
        return taken;
    }

    static CloudEvent event(String id, String subject, String data) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/shop"))
                .withType("shop.order.placed")
                .withSubject(subject)
                .withData("text/plain", data.getBytes())
                .build();
    }
}
