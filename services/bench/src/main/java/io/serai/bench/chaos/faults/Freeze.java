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

    @Override
    public Injection choose(Site site, Random random) {
        Node node = site.cluster().any(random);
        return Injection.of(
                List.of(node),
                "for " + FROZEN.toSeconds() + " s",
                () -> {
                    node.expectEnd();
                    node.freeze();
                },
                FROZEN,
                () -> {
                    node.thaw();
                    ExitCodes.awaitEnd(node, ExitCodes.SHUT_OUT, "was frozen for " + FROZEN.toSeconds() + " s");
                    node.start();
                });
    }
}
