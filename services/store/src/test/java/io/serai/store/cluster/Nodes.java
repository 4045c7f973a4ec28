package io.serai.store.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Three nodes on loopback, each with a folder and a locator of its own. */
final class Nodes implements AutoCloseable {

    static final List<String> NAMES = List.of("n1", "n2", "n3");

    private final Path folder;
    private final int redundantCopies;
    private final int minCopies;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, NodeProcess> running = new TreeMap<>();
    private final List<NodeProcess> gone = new ArrayList<>();

    Nodes(Path folder, int redundantCopies, int minCopies) throws IOException {
        this.folder = folder;
        this.redundantCopies = redundantCopies;
        this.minCopies = minCopies;
        List<ServerSocket> sockets = new ArrayList<>();
        for (String name : NAMES) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.put(name, socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }

    /** Begins to start it. */
    NodeProcess start(String name, String... more) throws IOException {
        NodeProcess before = running.remove(name);
        if (before != null) {
            gone.add(before);
        }
        String locators =
                ports.values().stream().map(port -> "127.0.0.1[" + port + "]").collect(Collectors.joining(","));
        List<Object> arguments = new ArrayList<>(
                List.of(name, folder.resolve(name), ports.get(name), locators, redundantCopies, minCopies));
        arguments.addAll(List.of(more));
        NodeProcess node = new NodeProcess(arguments.toArray());
        running.put(name, node);
        return node;
    }

    /** One after the other, each when the one before is ready. */
    void startAll() throws Exception {
        for (String name : NAMES) {
            start(name).tell("ready");
        }
    }

    NodeProcess get(String name) {
        return running.get(name);
    }

    Collection<NodeProcess> all() {
        return running.values();
    }

    /** Position by id, of all that was acknowledged by whomever. */
    Map<String, String> acknowledged() {
        Map<String, String> all = new TreeMap<>();
        gone.forEach(node -> all.putAll(node.acknowledged()));
        running.values().forEach(node -> all.putAll(node.acknowledged()));
        return all;
    }

    @Override
    public void close() throws Exception {
        for (NodeProcess node : running.values()) {
            node.close();
        }
    }
}
