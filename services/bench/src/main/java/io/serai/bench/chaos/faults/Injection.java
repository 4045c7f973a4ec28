package io.serai.bench.chaos.faults;

import io.serai.bench.chaos.nodes.Node;
import java.time.Duration;
import java.util.List;

/** A fault that knows what it hits. It is begun, left to do its harm, and undone; then all nodes run again. */
public interface Injection {

    /** What the undoing may do: talk to processes, disks and networks. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    List<Node> nodes();

    String detail();

    void begin() throws Exception;

    /** Between begin and undo. */
    Duration hold();

    void undo() throws Exception;

    /** Of these steps. */
    static Injection of(List<Node> nodes, String detail, Step begin, Duration hold, Step undo) {
        return new Steps(List.copyOf(nodes), detail, begin, hold, undo);
    }

    /** Made of lambdas. */
    record Steps(List<Node> nodes, String detail, Step first, Duration hold, Step last) implements Injection {

        @Override
        public void begin() throws Exception {
            first.run();
        }

        @Override
        public void undo() throws Exception {
            last.run();
        }
    }
}
