package io.serai.delivery.simulation;

/** The process ends in the middle of what it does. */
final class ProcessEnd extends Error {

    private static final long serialVersionUID = 1L;

    ProcessEnd() {
        super("the process ends here", null, false, false);
    }
}
