package io.serai.hub.runtime;

import java.time.Instant;
import java.util.List;

/**
 * That this node and others do not run the same.
 *
 * @param what the name of a file of the routes folder, or of a setting
 * @param nodes the others, in order
 * @param message with the way out
 * @param since when it was first found
 */
public record Disagreement(String what, Kind kind, List<String> nodes, String message, Instant since) {

    /** In which way. */
    public enum Kind {
        /** The others run a file that this node does not. */
        MISSING_HERE,
        /** This node runs a file that the others do not. */
        MISSING_THERE,
        /** A file has another content there. */
        OTHER_CONTENT,
        /** A setting has another value there. */
        OTHER_VALUE
    }
}
