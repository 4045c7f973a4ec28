package io.serai.delivery;

import io.serai.store.StoreException;
import java.util.List;

/** The data of an event does not fit the schema that the catalogue names for its type. */
public final class SchemaViolationException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public SchemaViolationException(String id, String type, String schema, List<Violation> violations) {
        super("data of event '" + id + "' does not fit schema " + schema + " of type '" + type + "': "
                + violations.get(0).pointer() + " " + violations.get(0).message()
                + (violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : ""));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }

    /**
     * One broken rule.
     *
     * @param pointer JSON Pointer (RFC 6901) into the data
     */
    public record Violation(String pointer, String message) {}
}
