package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Need;
import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The disk of a node fills up to the last MiB: it refuses events, goes on with all else, and recovers by itself. */
record DiskFull(String name) implements Fault {

    private static final Duration FULL = Duration.ofSeconds(15);

    @Override
    public Set<Need> needs() {
        return Set.of(Need.DISK);
    }

    @Override
    public Injection choose(Site site, Random random) {
        Node node = site.cluster().any(random);
        Duration full = site.lasting(FULL);
        return Injection.of(
                List.of(node),
                "1 MiB left for " + Site.seconds(full),
                () -> PowerCut.disk(node).fill(1),
                full,
                () -> PowerCut.disk(node).free());
    }
}
