package io.serai.bench.chaos.nodes;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A network of the run's own: a bridge on this machine, and behind it each node in a network namespace with a cable that
 * can be pulled. Clients and brokers sit on the bridge.
 */
public final class Network implements AutoCloseable {

    private static final int FIRST_NODE = 11;

    private final String tag;
    private final String subnet;
    private final Deque<List<String>> undo = new ArrayDeque<>();

    private Network(long pid) {
        tag = "sc" + pid % 100_000;
        subnet = "10.213." + pid % 250 + ".";
    }

    /** Why there can be none here. */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("only root can make network namespaces");
        }
        if (!Shell.succeeds("sh", "-c", "command -v ip && command -v nsenter")) {
            return Optional.of("ip (iproute2) and nsenter (util-linux) are needed for network namespaces");
        }
        String tried = "sc" + ProcessHandle.current().pid() % 100_000 + "x";
        boolean allowed = Shell.succeeds("ip", "link", "add", tried, "type", "bridge")
                && Shell.succeeds("ip", "link", "del", tried)
                && Shell.succeeds("ip", "netns", "add", tried)
                && Shell.succeeds("ip", "netns", "del", tried);
        return allowed ? Optional.empty() : Optional.of("this root may not make bridges and network namespaces");
    }

    static Network create(int nodes) throws IOException {
        Network network = new Network(ProcessHandle.current().pid());
        try {
            network.build(nodes);
            return network;
        } catch (IOException refused) {
            network.close();
            throw refused;
        }
    }

    private void build(int nodes) throws IOException {
        Shell.run("ip", "link", "add", tag, "type", "bridge");
        undo.push(List.of("ip", "link", "del", tag));
        Shell.run("ip", "addr", "add", host() + "/24", "dev", tag);
        Shell.run("ip", "link", "set", tag, "up");
        for (int node = 0; node < nodes; node++) {
            String space = space(node);
            Shell.run("ip", "netns", "add", space);
            undo.push(List.of("ip", "netns", "del", space));
            Shell.run("ip", "link", "add", cable(node), "type", "veth", "peer", "name", "eth0", "netns", space);
            undo.push(List.of("ip", "link", "del", cable(node)));
            Shell.run("ip", "link", "set", cable(node), "master", tag, "up");
            Shell.run("ip", "-n", space, "addr", "add", host(node) + "/24", "dev", "eth0");
            Shell.run("ip", "-n", space, "link", "set", "eth0", "up");
            Shell.run("ip", "-n", space, "link", "set", "lo", "up");
        }
    }

    /** The address of this machine on the bridge. */
    String host() {
        return subnet + 1;
    }

    String host(int node) {
        return subnet + (FIRST_NODE + node);
    }

    /** What a command is preceded by to run where the node is. */
    List<String> enter(int node) {
        // not "ip netns exec": it makes a mount namespace, in which a disk would stay mounted
        return List.of("nsenter", "--net=/var/run/netns/" + space(node));
    }

    void pull(int node) throws IOException {
        Shell.run("ip", "link", "set", cable(node), "down");
    }

    void plug(int node) throws IOException {
        Shell.run("ip", "link", "set", cable(node), "up");
    }

    private String space(int node) {
        return tag + "-" + node;
    }

    private String cable(int node) {
        return tag + "v" + node;
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        while (!undo.isEmpty()) {
            try {
                Shell.run(undo.pop());
            } catch (IOException refused) {
                first = first == null ? refused : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
