package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.LoopDisk;
import io.serai.bench.chaos.nodes.Need;
import io.serai.bench.chaos.nodes.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Power goes: processes end at once, and what was not forced to their disks is lost. A process is frozen before its disk
 * is cut, so that it cannot tell anybody of a force that the kernel only says it has done.
 */
record PowerCut(String name, boolean all) implements Fault {

    private static final int LONGEST_SECONDS = 15;

    @Override
    public Set<Need> needs() {
        return Set.of(Need.DISK);
    }

    @Override
    public Injection choose(Site site, Random random) {
        List<Node> order = site.cluster().shuffled(random);
        List<Node> hit = all ? order : order.subList(0, 1);
        Duration down = all ? Duration.ZERO : site.lasting(Duration.ofSeconds(random.nextInt(LONGEST_SECONDS)));
        return Injection.of(
                hit,
                "down for " + Site.seconds(down),
                () -> {
                    for (Node node : hit) {
                        node.freeze();
                    }
                    for (Node node : hit) {
                        disk(node).cut();
                    }
                    for (Node node : hit) {
                        node.kill();
                    }
                },
                down,
                () -> {
                    for (Node node : hit) {
                        restore(node);
                    }
                });
    }

    /** The disk as it was forced, and the node on it. */
    static void restore(Node node) throws IOException {
        disk(node).restore();
        node.start();
    }

    static LoopDisk disk(Node node) {
        return node.disk().orElseThrow();
    }
}
