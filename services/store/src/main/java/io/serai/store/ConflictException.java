package io.serai.store;

/** An event with this source, id and key is stored already, with other content. */
public final class ConflictException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String source;
    private final transient Position first;

    public ConflictException(String id, String source, Position first) {
        super("event '" + id + "' of source '" + source + "' is stored at " + first
                + " with other content; give the new event an id of its own");
        this.id = id;
        this.source = source;
        this.first = first;
    }

    public String id() {
        return id;
    }

    public String source() {
        return source;
    }

    /** Where the known event stands. */
    public Position first() {
        return first;
    }
}
