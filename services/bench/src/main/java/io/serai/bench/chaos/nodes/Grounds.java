package io.serai.bench.chaos.nodes;

import io.serai.bench.chaos.history.HistoryWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What nodes stand on: plain folders and the loopback interface, or, where faults need it, a network, disks and clocks of
 * their own. Whatever was made is taken away again by {@link #close}.
 */
public final class Grounds implements AutoCloseable {

    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 12_000;
    private static final int DISK_MEGABYTES = 3072;
    /** Small, so that files are finished and compacted all the time. */
    private static final int FILE_MEGABYTES = 32;

    private final Path folder;
    private final Set<Need> needs;
    private final @Nullable Network network;
    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final Random ports = new Random();
    private final Set<Integer> handedOut = new HashSet<>();
    private int programs;

    private Grounds(Path folder, Set<Need> needs, @Nullable Network network) {
        this.folder = folder;
        this.needs = needs;
        this.network = network;
        if (network != null) {
            made.push(network);
        }
    }

    /** In an empty folder. */
    public static Grounds prepare(Path folder, Set<Need> needs, int nodes) throws IOException {
        return new Grounds(folder, needs, needs.contains(Need.NETWORK) ? Network.create(nodes) : null);
    }

    /** Where clients, brokers and subscribers listen so that all nodes reach them. */
    public String host() {
        return network == null ? "127.0.0.1" : network.host();
    }

    /**
     * What nodes are started from.
     *
     * @param settings as of {@link #cluster}
     */
    public Program program(Path jar, List<String> settings) throws IOException, InterruptedException {
        String name = "program" + ++programs;
        Path own = Files.createDirectories(folder.resolve(name));
        Place alone = new Place(
                name,
                host(),
                freePort(),
                freePort(),
                freePort(),
                own,
                own.resolve("data"),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
        return Program.prepare(jar, alone, settings);
    }

    /**
     * The nodes, not started yet.
     *
     * @param settings of all, as on the command line
     */
    public Cluster cluster(
            Program program, int count, List<String> settings, HistoryWriter history, Consumer<String> failures)
            throws IOException {
        List<Place> places = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            places.add(place(number));
        }
        List<String> all = new ArrayList<>(settings);
        all.add("--serai.geode-config=" + smallFiles());
        all.add("--serai.cluster.locators="
                + places.stream().map(Place::locator).collect(Collectors.joining(",")));
        Launch launch = new Launch(program, all);
        List<Node> nodes = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            nodes.add(new Node(number, places.get(number), launch, history, failures));
        }
        Cluster cluster = new Cluster(nodes, network);
        made.push(cluster);
        return cluster;
    }

    private Place place(int number) throws IOException {
        String name = "n" + (number + 1);
        Path own = Files.createDirectories(folder.resolve(name));
        Optional<LoopDisk> disk = Optional.empty();
        if (needs.contains(Need.DISK)) {
            LoopDisk created =
                    LoopDisk.create(folder.resolve(name + ".img"), folder.resolve(name + ".disk"), DISK_MEGABYTES);
            made.push(created);
            disk = Optional.of(created);
        }
        Optional<FakeClock> clock = needs.contains(Need.CLOCK) ? Optional.of(FakeClock.create(own)) : Optional.empty();
        return new Place(
                name,
                network == null ? "127.0.0.1" : network.host(number),
                freePort(),
                freePort(),
                freePort(),
                own,
                disk.map(LoopDisk::folder).orElse(own).resolve("data"),
                network == null ? List.of() : network.enter(number),
                clock.map(FakeClock::environment).orElse(Map.of()),
                disk,
                clock);
    }

    private Path smallFiles() throws IOException {
        try (InputStream shipped = Grounds.class.getResourceAsStream("/io/serai/store/geode/config/cache.xml")) {
            if (shipped == null) {
                throw new ChaosException("the cache.xml of the store is not on the class path");
            }
            String xml = new String(shipped.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("max-oplog-size=\"\\d+\"", "max-oplog-size=\"" + FILE_MEGABYTES + "\"");
            Path config = Files.createDirectories(folder.resolve("geode-config"));
            Files.writeString(config.resolve("cache.xml"), xml);
            return config;
        }
    }

    /**
     * One that nobody uses just now. Not of those that the kernel gives to connections: a node that is down for a while
     * has to find its ports free.
     */
    public int freePort() {
        while (true) {
            int port = FIRST_PORT + ports.nextInt(PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host()))) {
                if (handedOut.add(socket.getLocalPort())) {
                    return port;
                }
            } catch (IOException inUse) {
                // another one
            }
        }
    }

    /** Takes away what was made, the newest first; what cannot be taken away does not keep the rest. */
    @Override
    public synchronized void close() {
        while (!made.isEmpty()) {
            try {
                made.pop().close();
            } catch (Exception refused) {
                System.err.println("left behind: " + refused.getMessage());
            }
        }
    }
}
