package io.serai.bench.chaos;

import io.serai.bench.chaos.clients.Brokers;
import io.serai.bench.chaos.clients.Proxy;
import io.serai.bench.chaos.clients.Publishers;
import io.serai.bench.chaos.clients.Subscriber;
import io.serai.bench.chaos.faults.ExitCodes;
import io.serai.bench.chaos.faults.Fault;
import io.serai.bench.chaos.faults.Injection;
import io.serai.bench.chaos.faults.Schedule;
import io.serai.bench.chaos.faults.Site;
import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.HistoryWriter;
import io.serai.bench.chaos.nodes.ChaosException;
import io.serai.bench.chaos.nodes.Cluster;
import io.serai.bench.chaos.nodes.Grounds;
import io.serai.bench.chaos.nodes.Need;
import io.serai.bench.chaos.nodes.Node;
import io.serai.bench.chaos.nodes.Program;
import io.serai.bench.chaos.nodes.Wait;
import io.serai.bench.chaos.watch.Aftermath;
import io.serai.bench.chaos.watch.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One run.
 *
 * <ol>
 *   <li>Grounds, brokers, subscribers and three nodes are made; publishers start when the cluster is whole.
 *   <li>One fault after another: begun, left to do its harm, undone. The next only when every node is ready, sees the
 *       others and all partitions have all copies again, and a calm time has passed.
 *   <li>Publishers stop; when every subscription is done, the whole log, dead letters and rejected input are read.
 *   <li>The history ends; the nodes are stopped in order, and all that was made is taken away.
 * </ol>
 *
 * What goes wrong in the harness or with a node, beside what the check of the history finds, is a failure of the run.
 */
final class Run implements AutoCloseable {

    private static final int NODES = 3;

    private final Settings settings;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private int begun;

    Run(Settings settings) {
        this.settings = settings;
    }

    /** What went wrong, in words; the history tells the rest. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    void run() throws IOException, InterruptedException {
        Files.createDirectories(settings.folder());
        HistoryWriter history = making(HistoryWriter.begin(settings.history(), settings.seed(), settings.shown()));
        List<Fault> faults = possible(history);
        try {
            inject(history, faults);
        } catch (ChaosException broken) {
            fail(String.valueOf(broken.getMessage()));
        } finally {
            // that the nodes end now is no event of the run
            history.close();
            close();
        }
    }

    /** Those that this machine lets us do. */
    private List<Fault> possible(HistoryWriter history) {
        List<Fault> possible = new ArrayList<>();
        for (Fault fault : settings.faults()) {
            Optional<String> missing = fault.needs().stream()
                    .map(Need::missing)
                    .flatMap(Optional::stream)
                    .findFirst();
            if (missing.isPresent()) {
                say("skipped: " + fault.name() + ", " + missing.get());
                history.write(at -> new Entry.FaultSkipped(at, 0, fault.name(), missing.get()));
            } else {
                possible.add(fault);
            }
        }
        return possible;
    }

    private void inject(HistoryWriter history, List<Fault> faults) throws IOException, InterruptedException {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        faults.forEach(fault -> needs.addAll(fault.needs()));
        Grounds grounds = making(Grounds.prepare(settings.folder(), needs, NODES));
        String host = grounds.host();

        List<Proxy> proxies = new ArrayList<>();
        Map<String, Integer> doors = new HashMap<>();
        Map<String, Subscriber> subscribers = new HashMap<>();
        for (Routes.Declared declared : Routes.ALL) {
            int port = grounds.freePort();
            Subscriber subscriber = making(new Subscriber(declared.name(), host, port, history));
            subscriber.start();
            subscribers.put(declared.name(), subscriber);
            doors.put(declared.name(), door(grounds, needs, proxies, port));
            history.write(declared::entry);
        }
        int kafka = grounds.freePort();
        int activemq = grounds.freePort();
        Brokers brokers = making(new Brokers(
                settings.folder(),
                host,
                new Brokers.Ports(
                        kafka,
                        activemq,
                        door(grounds, needs, proxies, kafka),
                        door(grounds, needs, proxies, activemq))));
        brokers.start();

        Path routes = settings.folder().resolve("routes");
        Routes.write(routes, host, doors);
        List<String> common = List.of(
                "--serai.routes=" + routes,
                "--serai.store.partitions=12",
                "--serai.cluster.member-timeout=" + Settings.MEMBER_TIMEOUT.toSeconds() + "s",
                "--serai.cluster.recovery-delay=10s",
                "--serai.hawtio.password=chaos",
                "--kafka.brokers=" + brokers.kafkaForHub(),
                "--spring.activemq.broker-url=" + brokers.activemqForHub());
        Program hub = grounds.program(settings.hub(), common);
        Program first = settings.otherHub().isEmpty()
                ? hub
                : grounds.program(settings.otherHub().get(), common);
        Cluster cluster = grounds.cluster(first, NODES, common, history, this::fail);
        List<String> subscriptions =
                Routes.ALL.stream().map(Routes.Declared::name).toList();
        making(new Sampler(history, cluster.nodes(), subscriptions));
        cluster.start();
        cluster.awaitWhole();

        Subscriber patient = subscriber(subscribers, Routes.ORDERED);
        Publishers publishers = making(new Publishers(history, patient, settings.pause(), this::fail));
        publishers.start(cluster.nodes(), brokers, settings.publishers());
        Site site = new Site(cluster, hub, brokers, subscriber(subscribers, Routes.MOODY), proxies, settings.pace());
        Wait.pause(settings.calm());
        faults(history, site, faults, publishers);

        publishers.stop();
        Aftermath aftermath = new Aftermath(history, cluster.nodes().get(0).api(), subscriptions);
        aftermath.awaitRest(brokers);
        aftermath.record();
        history.write(Entry.RunEnded::new);
        history.close();
        stop(cluster);
    }

    private static Subscriber subscriber(Map<String, Subscriber> subscribers, Routes.Declared declared) {
        Subscriber found = subscribers.get(declared.name());
        if (found == null) {
            throw new IllegalStateException("no subscriber for " + declared.name());
        }
        return found;
    }

    /** The port that the hub is told: that of a proxy, where faults need one. */
    private int door(Grounds grounds, Set<Need> needs, List<Proxy> proxies, int port) throws IOException {
        if (!needs.contains(Need.PROXY)) {
            return port;
        }
        int door = grounds.freePort();
        proxies.add(making(new Proxy(grounds.host(), door, port)));
        return door;
    }

    private void faults(HistoryWriter history, Site site, List<Fault> faults, Publishers publishers)
            throws InterruptedException {
        if (faults.isEmpty()) {
            Wait.pause(settings.length());
            return;
        }
        Schedule schedule = new Schedule(faults, settings.seed());
        long end = System.nanoTime() + settings.length().toNanos();
        int most = settings.times() == 0 ? Integer.MAX_VALUE : settings.times() * faults.size();
        while (begun < most && System.nanoTime() - end < 0 && failures.isEmpty()) {
            begun++;
            Fault fault = schedule.next();
            Injection injection = fault.choose(site, schedule.random());
            List<String> nodes = injection.nodes().stream().map(Node::name).toList();
            say("%d %s %s: %s (%d events acknowledged)"
                    .formatted(begun, fault.name(), nodes, injection.detail(), publishers.acknowledged()));
            int number = begun;
            history.write(at -> new Entry.FaultBegan(at, number, fault.name(), nodes, injection.detail()));
            long start = System.nanoTime();
            try {
                injection.begin();
                Wait.pause(injection.hold());
                injection.undo();
            } catch (InterruptedException stopped) {
                throw stopped;
            } catch (ChaosException broken) {
                throw broken;
            } catch (Exception broken) {
                throw new ChaosException("fault " + begun + ", " + fault.name() + ": " + broken, broken);
            }
            site.cluster().awaitWhole();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            history.write(at -> new Entry.FaultEnded(at, number, "whole again after " + took.toSeconds() + " s"));
            Wait.pause(settings.calm());
        }
    }

    private void stop(Cluster cluster) throws InterruptedException {
        for (Node node : cluster.nodes()) {
            node.terminate();
        }
        for (Node node : cluster.nodes()) {
            ExitCodes.awaitStop(node);
        }
    }

    private void fail(String why) {
        say("FAILED: " + why);
        failures.add(why);
    }

    private static void say(String what) {
        System.out.printf(Locale.ROOT, "%tT %s%n", System.currentTimeMillis(), what);
    }

    private synchronized <T extends AutoCloseable> T making(T thing) {
        made.push(thing);
        return thing;
    }

    /** Takes away what was made, the newest first: processes, disks, networks. */
    @Override
    public synchronized void close() {
        while (!made.isEmpty()) {
            try {
                made.pop().close();
            } catch (Exception | LinkageError refused) {
                fail("left behind: " + refused);
            }
        }
    }
}
