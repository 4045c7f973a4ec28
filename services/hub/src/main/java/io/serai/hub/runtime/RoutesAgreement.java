package io.serai.hub.runtime;

import io.serai.delivery.EventHub;
import io.serai.hub.runtime.Disagreement.Kind;
import io.serai.store.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether all nodes run the same.
 *
 * <ol>
 *   <li>Each node says what it <em>runs</em>: digests of the files it has taken over, and the settings that must be alike.
 *   <li>Every few seconds it asks all others, on a thread of its own: a node that stands still delays that thread alone.
 *   <li>What is not alike for longer than a grace is told, by the nodes on both sides: a change of the folders reaches
 *       several machines one after the other.
 *   <li>A node that runs less than another – it lacks a file of it, and has none that the other lacks – is not ready. Of
 *       two that lack files of each other neither is held to be the right one, so that one is always left to serve.
 *   <li>A node that does not say, as one of an older release or one that starts, counts as unknown, never as different.
 * </ol>
 */
public final class RoutesAgreement {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesAgreement.class);

    private static final String RUNS = "hub.runs";
    /** One that stands still is not to keep this node from comparing with the rest. */
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(5);

    private static final long WAIT_SECONDS = 60;

    private final Supplier<NodeRuns> runs;
    private final Path folder;
    private final Clock clock;
    private final Duration grace;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread created = new Thread(work, "routes-agreement");
        created.setDaemon(true);
        return created;
    });

    // touched by the one thread alone
    private boolean answers;
    private Map<Difference, Instant> since = Map.of();

    private volatile Picture picture = Picture.NONE;

    /**
     * @param runs what this node runs now
     * @param folder of its routes, for messages
     * @param grace how long nodes may differ before it is told
     */
    RoutesAgreement(Supplier<NodeRuns> runs, Path folder, Clock clock, Duration grace) {
        this.runs = runs;
        this.folder = folder;
        this.clock = clock;
        this.grace = grace;
    }

    /** How another node stands to this one. */
    public enum Standing {
        SAME,
        DIFFERENT,
        /** It does not say what it runs. */
        UNKNOWN
    }

    /**
     * @param nodes all others, by name
     * @param lacking whether this node runs less than another
     */
    private record Picture(List<Disagreement> disagreements, SortedMap<String, Standing> nodes, boolean lacking) {
        static final Picture NONE = new Picture(List.of(), new TreeMap<>(), false);
    }

    private record Difference(String node, Kind kind, String what) {}

    /** What has not been alike for longer than the grace, in order of kind and name. */
    public List<Disagreement> disagreements() {
        return picture.disagreements();
    }

    /** All other nodes, by name. */
    public SortedMap<String, Standing> nodes() {
        return new TreeMap<>(picture.nodes());
    }

    /** Whether this node lacks, for longer than the grace, what another runs that has all that this one has. */
    public boolean lacking() {
        return picture.lacking();
    }

    /** @param hub empty while it does not run */
    void begin(Supplier<Optional<EventHub>> hub, Duration interval) {
        thread.scheduleWithFixedDelay(
                () -> hub.get().ifPresent(running -> look(running.store().peers())),
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Not interrupted: the thread may be in the middle of a message. */
    void end() {
        thread.shutdown();
    }

    private void look(Peers peers) {
        try {
            compare(peers);
        } catch (RuntimeException unexpected) {
            LOG.warn("comparing what the nodes run failed: {}", unexpected.toString());
        }
    }

    /** Asks all others once. */
    void compare(Peers peers) {
        if (peers.alone()) {
            return;
        }
        if (!answers) {
            peers.answer(
                    RUNS,
                    request -> CompletableFuture.completedFuture(runs.get().bytes()));
            answers = true;
        }
        Peers.Answers answered;
        try {
            answered = peers.askOthers(RUNS, new byte[0], ANSWER_WAIT).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        } catch (ExecutionException | TimeoutException silent) {
            LOG.debug("nobody says what it runs", silent);
            return;
        }
        SortedMap<String, NodeRuns> others = new TreeMap<>();
        Set<String> unknown = new TreeSet<>(answered.failures().keySet());
        answered.answers().forEach((node, answer) -> {
            try {
                others.put(node, NodeRuns.read(answer));
            } catch (IOException otherRelease) {
                unknown.add(node);
            }
        });
        show(runs.get(), others, unknown);
    }

    private void show(NodeRuns here, SortedMap<String, NodeRuns> others, Set<String> unknown) {
        Instant now = clock.instant();
        Map<Difference, Instant> found = new HashMap<>();
        others.forEach((node, there) -> differences(node, here, there)
                .forEach(difference -> found.put(difference, since.getOrDefault(difference, now))));
        since = found;
        Map<Difference, Instant> lasting = new HashMap<>(found);
        lasting.values().removeIf(first -> first.plus(grace).isAfter(now));

        SortedMap<String, Standing> nodes = new TreeMap<>();
        others.keySet().forEach(node -> nodes.put(node, Standing.SAME));
        lasting.keySet().forEach(difference -> nodes.put(difference.node(), Standing.DIFFERENT));
        unknown.forEach(node -> nodes.put(node, Standing.UNKNOWN));
        boolean lacking = lasting.keySet().stream()
                .anyMatch(difference -> difference.kind() == Kind.MISSING_HERE
                        && of(others, difference.node())
                                .files()
                                .keySet()
                                .containsAll(here.files().keySet()));
        publish(new Picture(told(lasting, here, others), nodes, lacking));
    }

    private static NodeRuns of(SortedMap<String, NodeRuns> others, String node) {
        return Objects.requireNonNull(others.get(node));
    }

    private static List<Difference> differences(String node, NodeRuns here, NodeRuns there) {
        List<Difference> differences = new ArrayList<>();
        Set<String> files = new TreeSet<>(here.files().keySet());
        files.addAll(there.files().keySet());
        for (String file : files) {
            if (!here.files().containsKey(file)) {
                differences.add(new Difference(node, Kind.MISSING_HERE, file));
            } else if (!there.files().containsKey(file)) {
                differences.add(new Difference(node, Kind.MISSING_THERE, file));
            } else if (!Objects.equals(here.files().get(file), there.files().get(file))) {
                differences.add(new Difference(node, Kind.OTHER_CONTENT, file));
            }
        }
        here.settings().forEach((setting, value) -> {
            // one that another release does not know is not compared
            if (!there.settings().getOrDefault(setting, value).equals(value)) {
                differences.add(new Difference(node, Kind.OTHER_VALUE, setting));
            }
        });
        return differences;
    }

    private List<Disagreement> told(
            Map<Difference, Instant> lasting, NodeRuns here, SortedMap<String, NodeRuns> others) {
        record Named(Kind kind, String what) {}
        SortedMap<Named, SortedMap<String, Instant>> groups =
                new TreeMap<>(Comparator.comparing(Named::kind).thenComparing(Named::what));
        lasting.forEach((difference, first) -> groups.computeIfAbsent(
                        new Named(difference.kind(), difference.what()), named -> new TreeMap<>())
                .put(difference.node(), first));
        List<Disagreement> told = new ArrayList<>();
        groups.forEach((named, nodes) -> told.add(new Disagreement(
                named.what(),
                named.kind(),
                List.copyOf(nodes.keySet()),
                message(named.kind(), named.what(), nodes.keySet(), here, others),
                Collections.min(nodes.values()))));
        return told;
    }

    private String message(
            Kind kind, String what, Set<String> nodes, NodeRuns here, SortedMap<String, NodeRuns> others) {
        String where = (nodes.size() == 1 ? "node '" : "nodes '") + String.join("', '", nodes) + "'";
        return switch (kind) {
            case MISSING_HERE ->
                "file '" + what + "' runs on " + where + " and not here: put it into " + folder
                        + ", or take it away there";
            case MISSING_THERE ->
                "file '" + what + "' runs here and not on " + where
                        + ": put it into the routes folder there, or take it away from " + folder;
            case OTHER_CONTENT ->
                "file '" + what + "' is another on " + where
                        + ": put the same into all routes folders; where one is broken and not taken over, health 'routes' of"
                        + " its node says so";
            case OTHER_VALUE ->
                what + values(what, nodes, here, others) + ": set it alike on all nodes, and start anew"
                        + " those where it was wrong";
        };
    }

    private static String values(String setting, Set<String> nodes, NodeRuns here, SortedMap<String, NodeRuns> others) {
        return " is " + here.settings().get(setting) + " here, "
                + nodes.stream()
                        .map(node -> of(others, node).settings().get(setting) + " on node '" + node + "'")
                        .collect(Collectors.joining(", "));
    }

    /** The log hears of changes alone. */
    private void publish(Picture next) {
        List<String> before = messages(picture);
        List<String> now = messages(next);
        now.stream().filter(message -> !before.contains(message)).forEach(message -> LOG.warn("{}", message));
        if (now.isEmpty() && !before.isEmpty()) {
            LOG.info("all nodes that say what they run, run the same again");
        }
        if (next.lacking() && !picture.lacking()) {
            LOG.warn("this node runs less than another: it is not ready until it runs the same");
        }
        picture = next;
    }

    private static List<String> messages(Picture picture) {
        return picture.disagreements().stream().map(Disagreement::message).toList();
    }
}
