package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.ChaosException;
import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;

/** How nodes have to end, as the README lists it. */
public final class ExitCodes {

    private static final Set<Integer> STOPPED = Set.of(143);
    static final Set<Integer> STORE_FAILED = Set.of(3);
    static final Set<Integer> SHUT_OUT = Set.of(5);

    /** Longer than {@code serai.stop-timeout} and what closing the store takes. */
    private static final Duration END = Duration.ofSeconds(90);

    private ExitCodes() {}

    /** Of a node that got SIGTERM. */
    public static void awaitStop(Node node) throws InterruptedException {
        awaitEnd(node, STOPPED, "got SIGTERM");
    }

    /** Waits until it has ended by itself, or as it was told to, with one of the codes. */
    static void awaitEnd(Node node, Set<Integer> codes, String why) throws InterruptedException {
        OptionalInt code = node.awaitEnd(END);
        if (code.isEmpty()) {
            throw new ChaosException("node " + node.name() + " " + why + " and has not ended " + END.toSeconds()
                    + " s later; see " + node.log());
        }
        if (!codes.contains(code.getAsInt())) {
            throw new ChaosException("node " + node.name() + " " + why + " and ended with exit code " + code.getAsInt()
                    + ", expected " + codes + "; see " + node.log());
        }
    }
}
