package io.serai.store;

/** The event is larger than {@code serai.store.max-event-size}. */
public final class EventTooLargeException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final long size;
    private final long limit;

    public EventTooLargeException(String id, long size, long limit) {
        super("event '" + id + "' has " + size + " bytes, the limit is " + limit
                + " (serai.store.max-event-size); keep large data elsewhere and send a reference (dataref)");
        this.id = id;
        this.size = size;
        this.limit = limit;
    }

    public String id() {
        return id;
    }

    public long size() {
        return size;
    }

    public long limit() {
        return limit;
    }
}
