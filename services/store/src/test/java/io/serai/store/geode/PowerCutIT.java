package io.serai.store.geode;

import static io.serai.store.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Appended;
import io.serai.store.OwnedPartition;
import io.serai.store.StoreConfig;
import io.serai.store.WorkUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stands in for the device: each force copies the file to another folder, as it is then. A store over that folder has
 * what a power cut leaves, and no more. Small files, so that Geode rolls and compacts all the time.
 */
class PowerCutIT {

    private static final int ROUNDS = 200;
    private static final byte UNFORCED = -7;

    @TempDir
    Path folder;

    private final Map<String, Integer> forces = new ConcurrentHashMap<>();
    private final Set<String> unprepared = ConcurrentHashMap.newKeySet();

    /** @param removalsReach whether the device heard that files were deleted before the cut: it may or may not */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsWhatWasAcknowledgedThroughRollsAndCompaction(boolean removalsReach) throws Exception {
        Path device = folder.resolve("device");
        Path disk = folder.resolve("disk");
        List<Appended> acknowledged = new ArrayList<>();
        AtomicBoolean powerIsOn = new AtomicBoolean(true);
        OplogForce.Forcing forcing = (file, channel) -> {
            channel.force(false);
            if (powerIsOn.get()) {
                copy(file, device.resolve(disk.relativize(file)));
            }
        };
        GeodeStore store = GeodeStore.create(config(disk), forcing, new GeodeStore.Sealing(10, 64 << 10, 10));
        store.ready().get(60, TimeUnit.SECONDS);
        Map<Integer, OwnedPartition> owned = GeodeStoreIT.owned(store);
        byte[] data = new byte[8_000];
        byte[] row = new byte[4_000];
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (OwnedPartition partition : owned.values()) {
                    // rows of three kinds: written once, written now and then, always written anew
                    Map<String, byte[]> rows = new HashMap<>();
                    row[0] = (byte) round;
                    rows.put("cursor", row.clone());
                    rows.put("row-" + round % 10, row.clone());
                    if (round < 5) {
                        rows.put("once-" + round, row.clone());
                    }
                    partition
                            .write(new WorkUpdate(rows, Set.of(), round % 2 == 0))
                            .get(10, TimeUnit.SECONDS);
                    partition.passed(partition.committed());
                }
                acknowledged.addAll(
                        store.append(List.of(event("a" + round, "k1", data), event("b" + round, "k2", data)))
                                .get(10, TimeUnit.SECONDS));
            }
            owned.values().forEach(partition -> partition
                    .write(new WorkUpdate(Map.of("last", row), Set.of("once-4"), true))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join());
            compactUnforced(owned, disk.resolve("work"));
            powerIsOn.set(false);
            cut(disk, device, removalsReach);
        } finally {
            store.close();
        }

        try (GeodeStore after = GeodeStore.create(config(device))) {
            after.ready().get(60, TimeUnit.SECONDS);
            for (Appended appended : acknowledged) {
                assertThat(after.read(appended.position()).orElseThrow().event().getId())
                        .isEqualTo(appended.id());
            }
            for (int p = 0; p < after.partitions(); p++) {
                Map<String, byte[]> rows = after.work(p, "");
                assertThat(rows).containsKeys("last", "once-0", "once-1", "once-2", "once-3");
                assertThat(rows).doesNotContainKey("once-4");
                assertThat(rows.get("cursor")[0]).isIn((byte) (ROUNDS - 1), UNFORCED);
                for (int i = 0; i < 10; i++) {
                    assertThat(rows.get("row-" + i)[0]).isIn((byte) (ROUNDS - 10 + i), UNFORCED);
                }
            }
        }
        assertThat(unprepared)
                .as("files that were named and in use before they were on the device, but for the first")
                .allMatch(name -> name.endsWith(".if") || name.contains("_1."));
        assertThat(forces.keySet().stream().filter(name -> name.startsWith("BACKUPlog") && name.endsWith("crf")))
                .as("files of the log")
                .hasSizeGreaterThan(1);
        assertThat(forces.keySet().stream().filter(name -> name.startsWith("BACKUPsegments") && name.endsWith("crf")))
                .as("files of the segments")
                .hasSizeGreaterThan(1);
        assertThat(forces.keySet().stream().filter(name -> name.startsWith("BACKUPwork") && name.endsWith("crf")))
                .as("files of the work rows")
                .hasSizeGreaterThan(3);
    }

    /** Until every file is gone that was there when the last row was forced; none of this need survive. */
    private static void compactUnforced(Map<Integer, OwnedPartition> owned, Path folder) throws IOException {
        byte[] row = new byte[4_000];
        row[0] = UNFORCED;
        Map<String, byte[]> rows = new HashMap<>();
        rows.put("cursor", row);
        for (int i = 0; i < 10; i++) {
            rows.put("row-" + i, row);
        }
        List<Path> before = oplogs(folder);
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
            for (OwnedPartition partition : owned.values()) {
                partition.write(new WorkUpdate(rows, Set.of(), false)).get(10, TimeUnit.SECONDS);
            }
            return before.stream().noneMatch(Files::exists);
        });
    }

    private static List<Path> oplogs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".crf")).toList();
        }
    }

    private StoreConfig config(Path dataDir) throws IOException {
        String xml = Files.readString(Path.of("../../geode-config/cache.xml"))
                .replaceAll("max-oplog-size=\"\\d+\"", "max-oplog-size=\"1\"");
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("cache.xml"), xml);
        return StoreConfig.builder(dataDir)
                .partitions(2)
                .redundantCopies(0)
                .geodeConfig(config)
                .build();
    }

    private void copy(Path file, Path target) throws IOException {
        forces.merge(file.getFileName().toString(), 1, Integer::sum);
        if (Files.size(file) > 0 && !Files.exists(target)) {
            unprepared.add(file.getFileName().toString());
        }
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What else is on the device: the small files that are written through. */
    private static void cut(Path disk, Path device, boolean removalsReach) throws IOException {
        for (String name : List.of("log", "segments", "work")) {
            copyWhole(disk.resolve(name), device.resolve(name), ".if");
            copyWhole(disk.resolve(name), device.resolve(name), ".krf");
            if (removalsReach) {
                try (Stream<Path> kept = Files.list(device.resolve(name))) {
                    for (Path file : kept.toList()) {
                        if (!Files.exists(disk.resolve(name).resolve(file.getFileName()))) {
                            Files.delete(file);
                        }
                    }
                }
            }
        }
        Files.copy(disk.resolve("format"), device.resolve("format"));
        Files.copy(disk.resolve("partitions"), device.resolve("partitions"));
    }

    private static void copyWhole(Path from, Path to, String ending) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(ending)).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
