package io.serai.bench.chaos.nodes;

import io.serai.bench.chaos.nodes.NodeApi.View;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of a run. */
public final class Cluster implements AutoCloseable {

    private static final Duration WHOLE = Duration.ofSeconds(240);

    private final List<Node> nodes;
    private final @Nullable Network network;

    Cluster(List<Node> nodes, @Nullable Network network) {
        this.nodes = List.copyOf(nodes);
        this.network = network;
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** In another order. */
    public List<Node> shuffled(Random random) {
        List<Node> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    public Node any(Random random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** The one whose end weighs most, as the nodes say. */
    public Node oldest() {
        return nodes.stream()
                .map(node -> node.api().cluster())
                .flatMap(Optional::stream)
                .flatMap(view -> view.members().stream())
                .findFirst()
                .flatMap(name ->
                        nodes.stream().filter(node -> node.name().equals(name)).findFirst())
                .orElseThrow(() -> new ChaosException("no node says who is the oldest"));
    }

    public void start() throws IOException {
        for (Node node : nodes) {
            node.start();
        }
    }

    /** Starts those that are down. */
    public void restart() throws IOException {
        for (Node node : nodes) {
            if (!node.alive()) {
                node.start();
            }
        }
    }

    /** Until every node is ready, sees all others, and every partition has all its copies. */
    public void awaitWhole() throws InterruptedException {
        boolean whole = Wait.until(
                WHOLE,
                () -> nodes.stream().allMatch(this::whole) || !nodes.stream().allMatch(Node::alive));
        if (!whole || !nodes.stream().allMatch(Node::alive)) {
            throw new ChaosException("not whole again, or not within " + WHOLE.toSeconds() + " s: "
                    + nodes.stream().map(Cluster::state).collect(Collectors.joining("; ")));
        }
    }

    /** Until this one is ready, whatever the others are. */
    public void awaitReady(Node node) throws InterruptedException {
        if (!Wait.until(WHOLE, () -> !node.alive() || node.api().ready()) || !node.alive()) {
            throw new ChaosException("not ready after " + WHOLE.toSeconds() + " s: " + state(node));
        }
    }

    private boolean whole(Node node) {
        node.look();
        return node.alive()
                && node.api().ready()
                && node.api()
                        .cluster()
                        .filter(view -> view.members().size() == nodes.size() && view.lowRedundancy() == 0)
                        .isPresent();
    }

    private static String state(Node node) {
        Optional<View> view = node.api().cluster();
        return node.name() + (node.alive() ? "" : " is not running,")
                + (node.api().ready() ? " is ready" : " is not ready")
                + view.map(seen -> ", sees " + seen.members() + ", partitions with too few copies: "
                                + seen.lowRedundancy())
                        .orElse(", says nothing of the cluster")
                + ", log " + node.log();
    }

    /** Cuts a node off from the others, from clients and brokers. */
    public void pull(Node node) throws IOException {
        network().pull(node.number());
    }

    public void plug(Node node) throws IOException {
        network().plug(node.number());
    }

    private Network network() {
        if (network == null) {
            throw new IllegalStateException("the nodes are not in a network of their own");
        }
        return network;
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
