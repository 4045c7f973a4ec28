package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.StoreConfig;
import io.serai.store.StoreException;
import io.serai.store.StoreStatus.State;
import io.serai.store.StoreUnavailableException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreStartIT {

    @TempDir
    Path folder;

    @Test
    void refusesAnotherNumberOfPartitionsNamingBoth() throws Exception {
        start(config().partitions(4));

        refused(config().partitions(8), "has 4 partitions, serai.store.partitions is 8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3; has store format 3, this version knows 2: a newer version has written to it",
                "1; has store format 1, this version knows 2 and cannot read what is older",
                "one; has the store format 'one', which is no number",
            })
    void refusesADataFolderOfAnotherFormatAndLeavesItAlone(String format, String message) throws Exception {
        start(config());
        Path file = folder.resolve("data/format");
        Files.writeString(file, format);

        refused(config(), message);

        assertThat(file).hasContent(format);
        Files.writeString(file, "2");
        start(config());
    }

    @Test
    void aDataFolderThatSaysNoFormatIsOfTheFirst() throws Exception {
        start(config());
        Path file = folder.resolve("data/format");
        assertThat(file).hasContent("2");
        Files.delete(file);

        refused(config(), "has store format 1, this version knows 2 and cannot read what is older");

        assertThat(file).doesNotExist();
    }

    @Test
    void refusesADataFolderInUse() throws Exception {
        try (GeodeStore first = GeodeStore.create(config().build())) {
            first.ready().get(60, TimeUnit.SECONDS);

            refused(config(), "is used by another process");
        }
    }

    @Test
    void keepsWhatItsLocatorKnowsInTheDataFolder() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        start(config().locatorPort(port));

        String file = "locator" + port + "view.dat";
        assertThat(folder.resolve("data").resolve(file)).exists();
        assertThat(Path.of(file)).doesNotExist();
    }

    /** Geode does not force it. */
    @Test
    void opensWhenAPowerCutHasTornWhatItsLocatorKnew() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start(config().locatorPort(port));
        Files.write(folder.resolve("data/locator" + port + "view.dat"), new byte[0]);

        start(config().locatorPort(port));
    }

    @Test
    void answersUnavailableWhileItOpensAndClosesAtAnyTime() {
        GeodeStore store = GeodeStore.create(config().build());

        assertThatThrownBy(() -> store.append(event("1", "a", "x")).get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(store.status().state()).isEqualTo(State.OPENING);
        store.close();

        assertThat(store.status().state()).isEqualTo(State.CLOSED);
        assertThat(store.ready()).isCompletedExceptionally();
        try (GeodeStore next = GeodeStore.create(config().build())) {
            assertThat(next.ready()).succeedsWithin(60, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "data-policy=\"persistent-partition\" disk-store-name=\"log\"; data-policy=\"partition\";"
                        + " Cannot colocate a persistent region with a non persistent region",
                "disk-store-name=\"log\" disk-synchronous=\"true\"; disk-store-name=\"log\""
                        + " disk-synchronous=\"false\"; region 'log' has disk-synchronous false, needed is true",
                "colocated-with=\"/segments\"; ; region 'work' has colocated-with none, needed is segments",
                "colocated-with=\"/segments\"; colocated-with=\"/log\";"
                        + " region 'work' has colocated-with log, needed is segments",
                "LogWriter; OwnerWriter; region 'log' has cache-writer io.serai.store.geode.OwnerWriter",
                "<region name=\"segments\">; <region name=\"segment\">;"
                        + " (/segments) for region /work does not exist",
                "total-num-buckets=\"4\"; total-num-buckets=\"5\";"
                        + " region 'log' has total-num-buckets 5, needed is 4",
                "<region name=\"control\">; <region name=\"contrl\">; region 'control' is missing",
                "name=\"work\" auto-compact=\"true\" compaction-threshold=\"50\";"
                        + " name=\"wrk\" auto-compact=\"true\" compaction-threshold=\"50\"; work",
                "${serai.data-dir}/log; ${serai.datadir}/log; ${serai.datadir}"
            })
    void refusesACacheXmlThatWouldCostEvents(String found, String replacement, String message) throws Exception {
        Path xml = Path.of("../../geode-config/cache.xml");
        String text = Files.readString(xml).replace("${serai.store.partitions}", "4");
        assertThat(text).contains(found);
        Files.writeString(folder.resolve("cache.xml"), text.replace(found, replacement == null ? "" : replacement));

        refused(config().partitions(4).geodeConfig(folder), message.strip());
    }

    @Test
    void refusesPropertiesThatWouldCostEvents() throws Exception {
        Files.writeString(
                folder.resolve("gemfire.properties"), "disable-auto-reconnect=false\n", StandardCharsets.UTF_8);

        refused(config().geodeConfig(folder), "disable-auto-reconnect is false, needed is true");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        refused(config().geodeConfig(folder.resolve("nowhere")), "serai.geode-config");
    }

    private StoreConfig.Builder config() {
        return StoreConfig.builder(folder.resolve("data")).partitions(4);
    }

    private static void start(StoreConfig.Builder config) throws Exception {
        try (GeodeStore store = GeodeStore.create(config.build())) {
            store.ready().get(60, TimeUnit.SECONDS);
        }
    }

    private static void refused(StoreConfig.Builder config, String message) {
        try (GeodeStore store = GeodeStore.create(config.build())) {
            assertThat(store.ready())
                    .failsWithin(60, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(StoreException.class)
                    .withMessageContaining(message);
            assertThat(store.status().state()).isEqualTo(State.FAILED);
            assertThat(store.status().detail()).contains(message);
        }
    }
}
