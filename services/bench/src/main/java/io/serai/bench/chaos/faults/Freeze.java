package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * SIGSTOP of a node for much longer than the others wait for it, as a pause of a machine is: it is shut out, has to
 * notice when it goes on, and end by itself.
 */
record Freeze(String name) implements Fault {

    private static final Duration FROZEN = Duration.ofSeconds(20);

    /** Else the others may wait for it. */
    private static final Duration LEAST = Duration.ofSeconds(12);

    @Override
    public Injection choose(Site site, Random random) {
        Node node = site.cluster().any(random);
        Duration lasting = site.lasting(FROZEN);
        Duration frozen = lasting.compareTo(LEAST) < 0 ? LEAST : lasting;
        return Injection.of(
                List.of(node),
                "for " + Site.seconds(frozen),
                () -> {
                    node.expectEnd();
                    node.freeze();
                },
                frozen,
                () -> {
                    node.thaw();
                    ExitCodes.awaitEnd(node, ExitCodes.SHUT_OUT, "was frozen for " + Site.seconds(frozen));
                    node.start();
                });
    }
}
