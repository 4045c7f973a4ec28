package io.serai.delivery.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.delivery.Attempt;
import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import io.serai.store.Position;
import io.serai.store.StoredEvent;
import io.serai.store.faults.LoopDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk loses its power under a hub that delivers, retries, gives up and publishes fail events. */
class DeliveryPowerLossIT {

    private static final Duration DRAIN = Duration.ofSeconds(60);

    private final Random random = new Random(Long.getLong("serai.test.seed", System.nanoTime()));

    /** What was acknowledged before the cuts, and the highest attempt that began before them. */
    private final Map<String, Position> acknowledged = new HashMap<>();

    private final Map<String, Integer> attempts = new HashMap<>();

    /** With those of the moment between the last look and the end of the process: they were made all the same. */
    private final Set<String> everAttempted = new HashSet<>();

    @TempDir
    Path folder;

    private LoopDisk disk;

    @BeforeEach
    void plugIn() throws IOException {
        disk = LoopDisk.create(folder, 512);
    }

    @AfterEach
    void unplug() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void everyEventIsDeliveredOrKeptAsALetterAndNoAttemptIsForgotten() throws Exception {
        cutUnderLoad(2);
    }

    @Test
    @Tag("long")
    void everyEventIsDeliveredOrKeptAsALetterAndNoAttemptIsForgottenForLong() throws Exception {
        cutUnderLoad(10);
    }

    private void cutUnderLoad(int rounds) throws Exception {
        Path config = config();
        for (int round = 0; round < rounds; round++) {
            try (Watched process = new Watched(config, "r" + round)) {
                int enough = 200 + random.nextInt(2_000);
                await().atMost(DRAIN).until(() -> process.acknowledged.size() >= enough || !process.process.isAlive());
                assertThat(process.process.isAlive()).as("alive until the cut").isTrue();
                acknowledged.putAll(process.acknowledged);
                Map<String, List<Integer>> seen = new HashMap<>(process.attempted);
                disk.cut();
                process.kill();
                everAttempted.addAll(process.attempted.keySet());
                seen.forEach(this::notLower);
            }
            disk.restore();
        }
        assertThat(attempts.values())
                .as("the last attempts before the cuts")
                .contains(1)
                .anyMatch(last -> last > 1);
        drain(config);
    }

    /** An attempt that began says that those before it were on the device. */
    private void notLower(String delivery, List<Integer> numbers) {
        assertThat(numbers.get(0))
                .as("first attempt after the cut of %s", delivery)
                .isGreaterThanOrEqualTo(attempts.getOrDefault(delivery, 1));
        attempts.merge(delivery, numbers.get(numbers.size() - 1), Math::max);
    }

    private void drain(Path config) throws Exception {
        Map<String, List<Integer>> now = new ConcurrentHashMap<>();
        try (PickyHub hub = PickyHub.start(
                disk.folder().resolve("data"), config, attempt -> add(now, delivery(attempt), attempt.number()))) {
            await().atMost(DRAIN).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                Set<String> letters = letters(hub).stream().map(DeadLetter::id).collect(Collectors.toSet());
                List<String> missing = new ArrayList<>();
                acknowledged.forEach((id, position) -> {
                    assertThat(hub.store().read(position).orElseThrow().event().getId())
                            .isEqualTo(id);
                    for (String subscription : List.of(PickyHub.EASY, PickyHub.PICKY)) {
                        String delivery = subscription + "~" + position;
                        if (!everAttempted.contains(delivery) && !now.containsKey(delivery)) {
                            missing.add(delivery + " was never attempted");
                        }
                    }
                    boolean never = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)) % 10 < 2;
                    if (never != letters.contains(PickyHub.PICKY + "~" + position)) {
                        missing.add(id + " at " + position + (never ? " has no letter" : " has a letter"));
                    }
                });
                assertThat(missing).isEmpty();
                assertThat(hub.hub()
                                .deliveries()
                                .subscription(PickyHub.PICKY)
                                .orElseThrow()
                                .retrying())
                        .isZero();
            });
            Map<String, List<Integer>> copy = new HashMap<>();
            now.forEach((delivery, numbers) -> copy.put(delivery, List.copyOf(numbers)));
            copy.forEach(this::notLower);
            oneFailEventEach(hub);
        }
    }

    private static void oneFailEventEach(PickyHub hub) {
        List<String> dead = letters(hub).stream()
                .map(letter -> hub.store()
                        .read(letter.position())
                        .orElseThrow()
                        .event()
                        .getId())
                .toList();
        assertThat(dead).isNotEmpty();
        await().atMost(DRAIN).untilAsserted(() -> {
            List<String> failed = new ArrayList<>();
            for (int p = 0; p < hub.store().partitions(); p++) {
                for (StoredEvent event :
                        hub.store().read(p, 0, Integer.MAX_VALUE).events()) {
                    if (event.event().getType().equals(PickyHub.FAIL_TYPE)) {
                        failed.add(String.valueOf(event.event().getExtension("causationid")));
                    }
                }
            }
            assertThat(failed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(new HashSet<>(dead));
        });
    }

    private static List<DeadLetter> letters(PickyHub hub) {
        List<DeadLetter> all = new ArrayList<>();
        List<DeadLetter> some;
        do {
            some = hub.hub()
                    .deadLetters()
                    .list(
                            new DeadLetters.Query(
                                    Optional.of(PickyHub.PICKY), Optional.empty(), Optional.empty(), Optional.empty()),
                            all.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(all.get(all.size() - 1).id()),
                            1_000);
            all.addAll(some);
        } while (!some.isEmpty());
        return all;
    }

    private static String delivery(Attempt attempt) {
        return attempt.subscription() + "~" + attempt.event().position();
    }

    private static void add(Map<String, List<Integer>> attempts, String delivery, int number) {
        attempts.merge(delivery, List.of(number), (before, one) -> {
            List<Integer> both = new ArrayList<>(before);
            both.addAll(one);
            return both;
        });
    }

    /** Outside of the disk; small files, so that Geode rolls and compacts all the time. */
    private Path config() throws IOException {
        String xml = Files.readString(Path.of("../../geode-config/cache.xml"))
                .replaceAll("max-oplog-size=\"\\d+\"", "max-oplog-size=\"1\"");
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("cache.xml"), xml);
        return config;
    }

    /** A {@link PickyProcess} and what it said. */
    private final class Watched implements AutoCloseable {

        final Map<String, Position> acknowledged = new ConcurrentHashMap<>();
        final Map<String, List<Integer>> attempted = new ConcurrentHashMap<>();
        final Process process;
        private final Thread reader;

        Watched(Path config, String prefix) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // the flags of this process are those that Geode needs
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.startsWith("--add-"))
                    .forEach(command::add);
            command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
            command.addAll(List.of(System.getProperty("java.class.path"), PickyProcess.class.getName()));
            command.addAll(List.of(disk.folder().resolve("data").toString(), config.toString(), prefix));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            Path.of("target", "picky.log").toFile()))
                    .start();
            reader = new Thread(this::read, "picky-answers");
            reader.start();
        }

        private void read() {
            try (BufferedReader out = process.inputReader()) {
                String line;
                while ((line = out.readLine()) != null) {
                    String[] parts = line.split(" ");
                    if (parts.length == 4 && parts[0].equals("acknowledged")) {
                        acknowledged.put(parts[1], Position.parse(parts[2]));
                    } else if (parts.length == 4 && parts[0].equals("attempted")) {
                        add(attempted, parts[1] + "~" + parts[2], Integer.parseInt(parts[3]));
                    }
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        void kill() throws InterruptedException {
            process.toHandle().destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(30));
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }
}
