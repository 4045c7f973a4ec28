package io.serai.hub.runtime;

/** Ends this process; its supervisor starts it afresh. */
@FunctionalInterface
public interface ProcessEnd {

    /** Exit code of a process whose store failed. Mistakes in the configuration end it with 1. */
    int FAILED = 3;

    /** Exit code of a process whose memory ran out. */
    int OUT_OF_MEMORY = 4;

    /** Exit code of a process that the other nodes shut out: it stood still for too long, or was cut off. */
    int SHUT_OUT = 5;

    /** Begins the end and returns. */
    void end(int exitCode);
}
