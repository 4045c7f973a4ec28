package io.serai.bench.chaos.nodes;

/** The run cannot go on: a node, a disk or a network is not as it has to be. */
public final class ChaosException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ChaosException(String message) {
        super(message);
    }

    public ChaosException(String message, Throwable cause) {
        super(message, cause);
    }
}
