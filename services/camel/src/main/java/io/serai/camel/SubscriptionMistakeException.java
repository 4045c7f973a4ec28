package io.serai.camel;

/** A route that subscribes, and what was declared, do not go together. */
public final class SubscriptionMistakeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String routeId;

    SubscriptionMistakeException(String routeId, String message) {
        super(message);
        this.routeId = routeId;
    }

    public String routeId() {
        return routeId;
    }
}
